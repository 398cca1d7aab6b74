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
    # What CMake found is of no interest; what it lacks, it says on stderr.
    (cd -- "$root" && cmake "${fresh[@]}" --preset "$preset" --log-level=NOTICE "${options[@]}") \
        >/dev/null
    printf '%s\n' "$key" >"$build/.configured-$tier"
}

# build PRESET [ninja targets]: silent where there is nothing to do; on a terminal one moving line.
build() {
    local preset=$1
    shift
    ninja -C "$root/build/$preset" -j "$(nproc)" "$@" 2>&1 | show_progress >&2
}

show_progress() {
    local line width=0
    if [[ -t 2 ]]; then width=$(tput cols 2>/dev/null || echo 80); fi
    while IFS= read -r line || [[ -n $line ]]; do
        case $line in
            "ninja: Entering directory"* | "ninja: no work to do."* | *"Re-checking globbed"*) ;;
            "["[0-9]*"/"[0-9]*"] "*)
                if [[ $width -gt 0 ]]; then
                    printf '\r\033[K%s' "${line:0:width-1}"
                else
                    printf '%s\n' "$line"
                fi ;;
            *)
                if [[ $width -gt 0 ]]; then printf '\r\033[K'; fi
                printf '%s\n' "$line" ;;
        esac
    done
    if [[ $width -gt 0 ]]; then printf '\r\033[K'; fi
}
