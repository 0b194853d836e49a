# SPDX-License-Identifier: Apache-2.0
# Sourced by tests/run and examples/quickstart: finds what is missing on a
# Debian or Ubuntu machine and installs it.
#
#     need PACKAGE PROBE...   remembers PACKAGE if the command PROBE fails
#     install_needed          apt-get as root or by sudo, else says how; exit 2

needed=()

need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || needed+=("$package")
}

has_header() {
    echo "#include <$1>" | gcc -E -x c - -o /dev/null
}

need_to_build() {
    need gcc command -v gcc
    need libc6-dev has_header stdio.h
    need binutils command -v objcopy
    need meson command -v meson
    need ninja-build command -v ninja
    need pkg-config command -v pkg-config
    need libcjson-dev pkg-config --exists libcjson
}

need_to_test() {
    need_to_build
    need g++ command -v g++
    need clang command -v clang
    need libcmocka-dev pkg-config --exists cmocka
    need libintelrdfpmath-dev has_header bid_functions.h
    need python3-venv python3 -c 'import ensurepip, venv'
    need python3-dev has_python_headers
}

has_python_headers() {
    [ -f "$(python3 -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h" ]
}

need_to_test_all() {
    need valgrind command -v valgrind
    need llvm command -v llvm-symbolizer
    need chromium command -v chromium
    install_needed
    # The sanitizers and libFuzzer stand in a package of clang's version.
    need "libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev" clang_has_fuzzer
}

clang_has_fuzzer() {
    [ -n "$(find "$(clang -print-resource-dir)/" -name 'libclang_rt.fuzzer*')" ]
}

install_needed() {
    [ ${#needed[@]} -eq 0 ] && return 0
    local sudo='' command
    [ "$(id -u)" -eq 0 ] || sudo='sudo '
    command="${sudo}apt-get update && ${sudo}apt-get install -y ${needed[*]}"
    if ! command -v apt-get >/dev/null ||
        { [ -n "$sudo" ] && ! sudo -n true 2>/dev/null; }; then
        echo "missing on this machine: ${needed[*]}" >&2
        echo "please run:  $command" >&2
        exit 2
    fi
    echo "installing ${needed[*]}"
    DEBIAN_FRONTEND=noninteractive bash -c "$command" >/dev/null || {
        echo "could not install; please run:  $command" >&2
        exit 2
    }
    needed=()
}
