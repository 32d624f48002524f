#!/usr/bin/env bash
# usage: driver/wine/smoke.sh [FOLDER]
#
# Loads FOLDER/edr-windows-km.sys (default target/driver) under Wine and lets wine-smoke.exe, built here, talk to it:
# the real I/O path between a Win32 program and the driver, without Windows. Log: FOLDER/wine.log, one line for each thing looked
# at, beginning with its clause. Exit code: 0 all right, 1 something is wrong, 77 left out (the reason is printed).
#
# Wine proves neither security nor IRQL nor any callback: its filter manager, Ps and Ob registrations are stubs (HLT-7).
set -u

root=$(cd "$(dirname "$0")/../.." && pwd)
images=$(cd "${1:-$root/target/driver}" && pwd) || exit 1
log=$images/wine.log
wine=/usr/lib/wine/wine64
server=/usr/lib/wine/wineserver64

leave_out() {
  echo "wine: left out: $1"
  exit 77
}

build_program() { # with the driver's own compiler and settings
  # shellcheck source=driver/scripts/driver.sh
  (. "$root/driver/scripts/driver.sh" && driver_cross build x86_64 -q --release -p wine-smoke \
    && cp "${DRIVER_TARGET_DIR:-$driver_target_dir}/x86_64-pc-windows-msvc/release/wine-smoke.exe" "$images/")
}

if [ ! -x "$wine" ] || [ ! -x "$server" ]; then
  leave_out "no 64-bit Wine here (Debian: apt-get install wine64 wine)"
fi
[ -f "$images/edr-windows-km.sys" ] || { echo "wine: no edr-windows-km.sys in $images: ./edrkm driver build makes it" >&2; exit 1; }
build_program || { echo "wine: wine-smoke.exe could not be built" >&2; exit 1; }

# A prefix, and so a server, of our own; winedevice keeps the output it is given, so nothing here is a pipe.
export WINEPREFIX=$images/wine-prefix WINEDEBUG=${WINEDEBUG:--all} DISPLAY='' WAYLAND_DISPLAY=''
stop_server() { timeout 30 "$server" -k > /dev/null 2>&1 < /dev/null; }
trap stop_server EXIT

if [ ! -f "$WINEPREFIX/system.reg" ]; then
  timeout 180 "$wine" wineboot -i > "$images/wineboot.log" 2>&1 < /dev/null
  timeout 60 "$server" -w < /dev/null
fi
[ -d "$WINEPREFIX/drive_c" ] || { echo "wine: no prefix could be made: $images/wineboot.log" >&2; exit 1; }
cp "$images/edr-windows-km.sys" "$images/wine-smoke.exe" "$WINEPREFIX/drive_c/" || exit 1
timeout 10 "$server" -p < /dev/null

timeout 300 "$wine" 'C:\wine-smoke.exe' > "$log" 2>&1 < /dev/null
status=$?
case $status in
  0) echo "wine: $(tail -n 1 "$log")" ;;
  124) echo "wine: no end after 300 s; the last line was: $(tail -n 1 "$log")" >&2 ;;
  *) { echo "wine: exit code $status; what is wrong:"; grep -a '^WRONG' "$log"; tail -n 1 "$log"; } >&2 ;;
esac
[ "$status" -eq 0 ] || exit 1
