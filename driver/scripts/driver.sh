# shellcheck shell=bash
# The driver's part of the launcher: set-up, build and checks. Sourced by edrkm, which gives root, say, fail and step.
#
# Only Debian's compiler is used, by its full path: a rustup proxy earlier on PATH would read rust-toolchain.toml, which is for
# Windows, and try to fetch that toolchain.

driver="$root/driver"
driver_out="$root/target/driver"
driver_target_dir="$driver_out/cargo"
driver_images=(edr-windows-km)
driver_rust=1.85 # oldest compiler: the language level of the seed's toolchain

# ---- set-up ------------------------------------------------------------------------------------

driver_rustc_ok() {
  local version
  [ -x /usr/bin/rustc ] && [ -x /usr/bin/cargo ] || return 1
  version=$(/usr/bin/rustc --version | cut -d ' ' -f 2)
  [ "$(printf '%s\n' "$driver_rust" "$version" | sort -V | head -n 1)" = "$driver_rust" ]
}

driver_needed_packages() {
  driver_rustc_ok || printf 'rustc-web cargo-web '
  [ -f /usr/lib/rustlib/src/rust/library/core/src/lib.rs ] || printf 'rust-web-src '
  [ -x /usr/bin/cargo-clippy ] || printf 'rust-web-clippy '
  [ -x /usr/bin/rustfmt ] || printf 'rustfmt-web '
  command -v lld-link-19 > /dev/null || printf 'lld-19 '
  command -v openssl > /dev/null || printf 'openssl '
  command -v osslsigncode > /dev/null || printf 'osslsigncode '
}

driver_test_packages() { # what only the checks need: the layout oracle's headers and compiler, and Wine
  [ -d /usr/include/wine ] || printf 'libwine-dev '
  command -v x86_64-w64-mingw32-gcc > /dev/null || printf 'gcc-mingw-w64-x86-64 '
  [ -x /usr/lib/wine/wine64 ] || printf 'wine64 wine '
}

driver_can_set_up() { # nothing is missing, or it can be installed here; else prints why not
  local packages
  packages="$(driver_needed_packages)$(driver_test_packages)"
  [ -n "$packages" ] || return 0
  if [ "$(uname -s)" != Linux ]; then
    printf 'the cross-build needs Debian Linux; on Windows build it as driver/README.md says'
  elif ! command -v apt-get > /dev/null; then
    printf 'missing here: %s(this is no Debian; the cross-build is made with Debian'\''s packages only)' "$packages"
  elif [ "$(id -u)" -ne 0 ]; then
    printf 'missing: %s(installing needs root. Run once:  sudo apt-get update && sudo apt-get install -y %s)' "$packages" "${packages% }"
  else
    return 0
  fi
  return 1
}

driver_set_up() {
  local reason packages
  reason=$(driver_can_set_up) || fail "the driver can't be built here: $reason"
  packages="$(driver_needed_packages)$(driver_test_packages)"
  [ -n "$packages" ] || return 0
  say "edrkm: installing ${packages}from Debian's packages"
  # shellcheck disable=SC2086 # a list of package names
  DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -qq && apt-get install -y -qq --no-install-recommends $packages" > /dev/null \
    || fail "apt-get could not install ${packages}: run  apt-get update && apt-get install ${packages}  to see why"
  packages="$(driver_needed_packages)$(driver_test_packages)"
  [ -z "$packages" ] || fail "installed, but still not found: ${packages}"
}

# ---- build -------------------------------------------------------------------------------------

driver_cargo() { # cargo's arguments; runs in the workspace that DRIVER_WORKSPACE names, or in this one
  local workspace=${DRIVER_WORKSPACE:-$driver}
  # cargo puts its own folder first in the search for cargo-fmt and cargo-clippy, unless PATH has it further back
  local path="/usr/bin:/bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
  (cd "$workspace" && env -u RUSTUP_TOOLCHAIN -u RUSTFLAGS -u CARGO_ENCODED_RUSTFLAGS \
    PATH="$path" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="${DRIVER_TARGET_DIR:-$driver_target_dir}" \
    /usr/bin/cargo "$@")
}

driver_cross() { # cargo's command, the processor (x86_64, aarch64), then more arguments: for Windows, with core from source
  local command=$1 target=$2-pc-windows-msvc workspace=${DRIVER_WORKSPACE:-$driver}
  shift 2
  # no absolute path of this machine in the image; the PDB would hold the linker's temporary folder (see README.md)
  local flags="\"--remap-path-prefix=$workspace=driver\", \"--remap-path-prefix=/usr/lib/rustlib/src/rust=rust\", \"-Clink-arg=/DEBUG:NONE\""
  driver_cargo "$command" --target "$target" -Zbuild-std=core -Zbuild-std-features=compiler-builtins-mem \
    --config "target.$target.linker=\"lld-link-19\"" --config "target.$target.rustflags=[$flags]" "$@"
}

driver_link() { # processor, folder for the results, then packages: each one's image and link map
  local processor=$1 out=$2 image file built packages=()
  shift 2
  for image in "$@"; do packages+=(-p "$image"); done
  driver_cross build "$processor" --release "${packages[@]}" ${DRIVER_FEATURES:+--features "$DRIVER_FEATURES"} || return 1
  built="${DRIVER_TARGET_DIR:-$driver_target_dir}/$processor-pc-windows-msvc/release"
  mkdir -p "$out"
  for image in "$@"; do
    file=${image//-/_}
    cp "$built/$file.dll" "$out/$image.sys"
    cp "$built/deps/$file.map" "$out/$image.map"
  done
}

driver_build() {
  driver_link x86_64 "$driver_out" "${driver_images[@]}" || return 1
  say "edrkm: the driver is in target/driver: $(cd "$driver_out" && printf '%s ' *.*)"
}

# ---- checks ------------------------------------------------------------------------------------

driver_image_check() { # folder, image's name: prints what was found and writes it beside the image
  driver_cargo run -q -p image-check -- "$1/$2.sys" --map "$1/$2.map" --imports "$driver/packaging/imports.json" \
    --rules "$driver/packaging/image-rules.json" --folder "$root" --out "$1"
}

driver_images_check() {
  local image good=0
  for image in "${driver_images[@]}"; do
    driver_image_check "$driver_out" "$image" || good=1
  done
  return "$good"
}

driver_planted() { # every defect is found by the check that looks for it, and an image without one passes
  local out="$driver_out/planted" defect found wanted
  local -A defects=(
    [newer-import]='\[imports\] ntoskrnl.exe!ExAllocatePool2 is not in the list'
    [panic]='\[panics\] planted_driver::dispatch can panic: .*core::panicking::panic_bounds_check'
    [frame]='\[stack\] planted_driver::dispatch takes 3[0-9]* bytes of stack, more than 2048'
    [float]='\[code\] floating point'
    [writable-code]='\[headers\] section .wtext is writable and executable'
  )
  driver_link x86_64 "$out" planted-driver || return 1
  driver_image_check "$out" planted-driver > "$out/none.txt" || {
    cat "$out/none.txt"
    say "edrkm: faults were found in a driver without any"
    return 1
  }
  for defect in "${!defects[@]}"; do
    wanted=${defects[$defect]}
    DRIVER_FEATURES=$defect driver_link x86_64 "$out" planted-driver || return 1
    if driver_image_check "$out" planted-driver > "$out/$defect.txt"; then
      say "edrkm: the planted defect '$defect' was not found"
      return 1
    fi
    found=$(grep '^FOUND' "$out/$defect.txt")
    if grep -v -- "$wanted" <<< "$found"; then
      say "edrkm: for the planted defect '$defect' only this was to be found: $wanted"
      return 1
    fi
    printf '%s: %s\n' "$defect" "$(head -n 1 <<< "$found")"
  done
}

driver_help() {
  cat << 'END'
usage: ./edrkm driver COMMAND

  setup    install Debian's packages that the cross-build and its checks need
  build    make target/driver: edr-windows-km.sys, its .inf, link map and test signature
  check    look at the built images: imports, panics, stack, headers (target/driver/*.check.txt)
  planted  build drivers with one defect each and see that the checks find them
  cargo    run Debian's cargo in driver/, e.g.  ./edrkm driver cargo test -p edr-core
END
}

driver_command() {
  local command=${1:-help}
  [ $# -eq 0 ] || shift
  case "$command" in
    setup) driver_set_up ;;
    build)
      driver_set_up
      driver_build
      ;;
    check)
      driver_set_up
      driver_images_check
      ;;
    planted)
      driver_set_up
      driver_planted
      ;;
    cargo)
      driver_set_up
      driver_cargo "$@"
      ;;
    help | --help | -h) driver_help ;;
    *)
      driver_help >&2
      fail "driver knows no '$command'"
      ;;
  esac
}
