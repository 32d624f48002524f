# shellcheck shell=bash
# The driver's part of the launcher: set-up, build and checks. Sourced by edrkm, which gives root, say, fail and step.
#
# Only Debian's compiler is used, by its full path: a rustup proxy earlier on PATH would read rust-toolchain.toml, which is for
# Windows, and try to fetch that toolchain.

driver="$root/driver"
driver_out="$root/target/driver"
driver_target_dir="$driver_out/cargo"
driver_images=(edr-windows-km edr-km-peer)
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
  # no absolute path of this machine in image and PDB
  local flags="\"--remap-path-prefix=$workspace=driver\", \"--remap-path-prefix=${DRIVER_TARGET_DIR:-$driver_target_dir}=target\", \"--remap-path-prefix=/usr/lib/rustlib/src/rust=rust\", \"-Clinker-flavor=lld-link\""
  driver_cargo "$command" --target "$target" -Zbuild-std=core -Zbuild-std-features=compiler-builtins-mem \
    --config "target.$target.linker=\"$workspace/scripts/lld-link-relative\"" --config "target.$target.rustflags=[$flags]" "$@"
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
    cp "$built/deps/$file.pdb" "$out/$image.pdb"
  done
}

driver_host() { # the hosted kernel, as the library that the suite loads
  driver_cargo build -q --profile host -p edr-km-host || return 1
  mkdir -p "$driver_out"
  # a new file each time: a process that has the old one loaded keeps it
  cp "${DRIVER_TARGET_DIR:-$driver_target_dir}/host/libedrkm_host.so" "$driver_out/libedrkm_host.so.new"
  mv "$driver_out/libedrkm_host.so.new" "$driver_out/libedrkm_host.so"
}

driver_hosts_here() { # the images run inside a process of this system
  [ "$(uname -sm)" = "Linux x86_64" ]
}

driver_stale() { # something that the hosted target loads is missing, or older than the sources
  local file
  for file in "${driver_images[@]/%/.sys}" libedrkm_host.so; do
    [ -f "$driver_out/$file" ] || return 0
    [ -z "$(cd "$driver" && find . -name target -prune -o -newer "$driver_out/$file" -name '*.rs' -print -quit)" ] || return 0
  done
  return 1
}

driver_build_for_host() { # what edrkm conform --target hosted needs, if it is not there
  driver_hosts_here && driver_stale || return 0
  driver_set_up
  mkdir -p "$root/target"
  say "edrkm: building the driver and the hosted kernel (the first time also fetches crates)"
  driver_build > "$driver_out.log" 2>&1 || {
    tail -n 40 "$driver_out.log" >&2
    fail "the driver's build failed; the whole log is in ${driver_out#"$root/"}.log"
  }
}

driver_build() {
  driver_link x86_64 "$driver_out" "${driver_images[@]}" || return 1
  driver_package || return 1
  driver_hosts_here && { driver_host || return 1; }
  say "edrkm: in target/driver: $(cd "$driver_out" && printf '%s ' edr-*.* test-signed)"
}

# ---- checks ------------------------------------------------------------------------------------

driver_image_check() { # folder, image's name: prints what was found and writes it beside the image
  driver_cargo run -q -p image-check -- "$1/$2.sys" --map "$1/$2.map" --pdb "$1/$2.pdb" --imports "$driver/packaging/imports.json" \
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

driver_copy() { # folder: the workspace's sources without what was built
  mkdir -p "$1"
  (cd "$driver" && tar --exclude=./target -cf - .) | tar -xf - -C "$1"
}

driver_reproducible() { # how many: clean builds in other folders are the bytes of target/driver: image, link map and PDB
  local base good=0 image kind copy workspace shipped other
  local folders=(driver another/much/deeper/folder/driver)
  base=$(mktemp -d)
  for copy in "${folders[@]:0:$1}"; do
    workspace=$base/$copy
    driver_copy "$workspace"
    DRIVER_WORKSPACE=$workspace DRIVER_TARGET_DIR=$workspace/target \
      driver_link x86_64 "$workspace/out" "${driver_images[@]}" || good=1
    for image in "${driver_images[@]}"; do
      for kind in sys map pdb; do
        shipped=$(driver_digest "$driver_out/$image.$kind")
        other=$(driver_digest "$workspace/out/$image.$kind")
        printf '%s  %s here, %s in another folder\n' "$image.$kind" "$shipped" "$other"
        [ "$shipped" = "$other" ] && [ "$shipped" != missing ] || good=1
      done
    done
  done
  rm -rf "$base"
  return "$good"
}

driver_digest() {
  if [ -f "$1" ]; then sha256sum "$1" | cut -d ' ' -f 1; else printf 'missing'; fi
}

# ---- signature ---------------------------------------------------------------------------------

driver_certificate() { # folder: a self-signed certificate for code, made once; Windows takes it with testsigning on only
  [ -f "$1/test.pem" ] && [ -f "$1/test.key" ] && return 0
  mkdir -p "$1"
  openssl req -x509 -newkey rsa:3072 -sha256 -nodes -days 3650 -subj "/CN=Aurora EDR test certificate" \
    -addext "basicConstraints=critical,CA:FALSE" -addext "keyUsage=critical,digitalSignature" -addext "extendedKeyUsage=codeSigning" \
    -keyout "$1/test.key" -out "$1/test.pem" 2> "$1/openssl.log" || {
    cat "$1/openssl.log" >&2
    return 1
  }
  openssl x509 -in "$1/test.pem" -outform DER -out "$1/test.cer"
}

driver_sign() { # folder of the key, image, signed image; the time in the signature is fixed, so that it is reproducible too
  rm -f "$3"
  osslsigncode sign -certs "$1/test.pem" -key "$1/test.key" -h sha256 -n "Aurora EDR minifilter" -st 1768435200 \
    -in "$2" -out "$3" > "$1/osslsigncode.log" 2>&1 || {
    cat "$1/osslsigncode.log" >&2
    return 1
  }
}

driver_package() { # target/driver/test-signed: what a test machine installs
  local keys="$driver_out/test-key" out="$driver_out/test-signed"
  driver_certificate "$keys" || return 1
  mkdir -p "$out"
  driver_sign "$keys" "$driver_out/edr-windows-km.sys" "$out/edr-windows-km.sys" || return 1
  cp "$driver/packaging/edr-windows-km.inf" "$keys/test.cer" "$out/"
  cp "$driver/packaging/edr-windows-km.inf" "$driver_out/"
  cat > "$driver_out/edr-windows-km.cat.why-not.txt" << 'END'
edr-windows-km.cat is not made on Linux: a catalog comes from Inf2Cat of the Windows Driver Kit, which Microsoft gives for Windows
only, and which refuses a package that breaks a rule; osslsigncode signs a catalog but makes none. The .sys has its own embedded
test signature instead (test-signed/). On Windows: inf2cat /driver:FOLDER /os:10_X64, then signtool; driver/packaging/SIGNING.md.
END
}

driver_signature_check() { # it verifies, is the same when made again, and one changed byte is refused
  local keys="$driver_out/test-key" signed="$driver_out/test-signed/edr-windows-km.sys" again="$driver_out/test-key/again.sys"
  driver_verify "$keys" "$signed" || { say "edrkm: the signature doesn't verify"; return 1; }
  driver_sign "$keys" "$driver_out/edr-windows-km.sys" "$again" || return 1
  cmp "$signed" "$again" || { say "edrkm: signed twice, two results"; return 1; }
  printf '\x5a' | dd of="$again" bs=1 seek=2000 conv=notrunc status=none
  cmp -s "$signed" "$again" && { say "edrkm: the byte was that already"; return 1; }
  if driver_verify "$keys" "$again" || ! grep -q "Calculated message digest.*MISMATCH" "$keys/verify.log"; then
    say "edrkm: a changed image is not refused for its digest"
    return 1
  fi
  printf 'signature of %s: verifies, same bytes when made again, refused after a change of one byte\n' "${signed##*/}"
}

driver_verify() {
  osslsigncode verify -CAfile "$1/test.pem" -in "$2" > "$1/verify.log" 2>&1
}

# ---- all checks --------------------------------------------------------------------------------

driver_clippy_windows() {
  local image packages=()
  for image in "${driver_images[@]}" planted-driver; do packages+=(-p "$image"); done
  driver_cross clippy x86_64 -q "${packages[@]}" -- -D warnings
}

driver_arm64() { # nothing has run there; headers, sections, imports and PDB are looked at as for x64
  local image good=0
  driver_link aarch64 "$driver_out/arm64" "${driver_images[@]}" || return 1
  for image in "${driver_images[@]}"; do driver_image_check "$driver_out/arm64" "$image" || good=1; done
  return "$good"
}

driver_seed_build() { # the seed's own command, in the driver's folder, with the profile that it has: it links
  local target=x86_64-pc-windows-msvc
  DRIVER_WORKSPACE="$driver/crates/edr-windows-km" driver_cargo build -q --target "$target" \
    --config "target.$target.linker=\"$driver/scripts/lld-link-relative\"" \
    --config "target.$target.rustflags=[\"-Clinker-flavor=lld-link\"]"
}

driver_clippy() {
  driver_cargo clippy -q --all-targets -- -D warnings || return 1
  ! driver_hosts_here || driver_cargo clippy -q -p edr-km-host --all-targets -- -D warnings
}

driver_host_tests() { # the hosted kernel, with drivers that the tests play and with the images that were built just now
  EDRKM_IMAGES=$driver_out driver_cargo test -q -p edr-km-host
}

driver_steps() { # 1 for --long
  step "driver: rustfmt" driver_cargo fmt --all --check
  step "driver: clippy" driver_clippy
  step "driver: clippy for Windows" driver_clippy_windows
  step "driver: tests of the crates that need no kernel, over fixtures/" driver_cargo test -q
  step "driver: build (x64)" driver_build
  ! driver_hosts_here || step "hosted kernel: tests" driver_host_tests
  step "driver: image checks" driver_images_check
  step "driver: image checks find planted defects" driver_planted
  step "driver: test signature" driver_signature_check
  if [ "$1" -eq 1 ]; then
    step "driver: two builds in other folders, same bytes" driver_reproducible 2
    step "driver: cargo build --target x86_64-pc-windows-msvc in the driver's folder" driver_seed_build
    step "driver: build for ARM64, its headers and imports" driver_arm64
  else
    step "driver: a build in another folder, same bytes" driver_reproducible 1
    step "driver: compiles for ARM64" driver_cross check aarch64 -q -p edr-windows-km -p edr-km-peer
    left_out+=("the driver linked for ARM64 and by the seed's own command, a third build to compare: ./edrkm check --long")
  fi
  if [ -x /usr/lib/wine/wine64 ]; then
    step "driver: smoke test under Wine" "$driver/wine/smoke.sh"
  else
    left_out+=("driver: smoke test under Wine: no 64-bit Wine here (Debian: apt-get install wine64 wine)")
  fi
}

driver_help() {
  cat << 'END'
usage: ./edrkm driver COMMAND

  setup    install Debian's packages that the cross-build and its checks need
  build    make target/driver: edr-windows-km.sys, its .inf, link map and test signature, and the hosted kernel
  check    look at the built images: imports, panics, stack, headers (target/driver/*.check.txt)
  planted  build drivers with one defect each and see that the checks find them
  reproducible  build twice in different folders and compare every byte
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
    reproducible)
      driver_set_up
      driver_build && driver_reproducible 2
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
