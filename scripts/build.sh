# Shared by ./demo and ./test: sets this machine up, configures and builds. Sourced, not run.
# Everything here speaks on stderr, so that the standard output is that of the program.

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

# configure PRESET demo|test: runs CMake unless that was done for this tree, tier and preset file.
# A tree that has the tests configured serves the demo as well.
configure() {
    local preset=$1 tier=$2 build="$root/build/$1" fresh=() options=() key
    key="$root $(cksum <"$root/CMakePresets.json")"
    if [[ -f $build/build.ninja ]]; then
        if [[ $(cat "$build/.configured-test" 2>/dev/null) == "$key" ]]; then return; fi
        if [[ $tier == demo && $(cat "$build/.configured-demo" 2>/dev/null) == "$key" ]]; then
            return
        fi
    fi
    # A build folder that was moved or copied here is of no use to CMake.
    if [[ -f $build/CMakeCache.txt ]] &&
        ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt"; then
        fresh=(--fresh)
    fi
    if [[ $tier == demo ]]; then
        options=(-DINKLING_TESTS=OFF -DINKLING_BENCH=OFF)
    else
        options=(-DINKLING_TESTS=ON -DINKLING_BENCH=ON)
    fi
    printf 'configuring (%s)\n' "$preset" >&2
    (cd -- "$root" && cmake "${fresh[@]}" --preset "$preset" --log-level=NOTICE "${options[@]}") >&2
    printf '%s\n' "$key" >"$build/.configured-$tier"
}

# build PRESET [ninja targets]
build() {
    local preset=$1
    shift
    ninja -C "$root/build/$preset" -j "$(nproc)" "$@" >&2
}
