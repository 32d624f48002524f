//! Run-time library: version, upper case.

use kernel_abi::{NTSTATUS, STATUS_SUCCESS};

use crate::service::Service;

/// Offsets of RTL_OSVERSIONINFOW: size, major, minor, build, platform.
const VERSION_FIELDS: usize = 5;
/// VER_PLATFORM_WIN32_NT.
const PLATFORM_NT: u32 = 2;

services! { "ntoskrnl.exe";
    /// Source: Microsoft, "RtlGetVersion function (wdm.h)".
    fn RtlGetVersion(cx, information: *mut u32) -> NTSTATUS, irql 0, fails |status| status; {
        let version = cx.machine().profile.version;
        let fields: [u32; VERSION_FIELDS - 1] = [version.major, version.minor, version.build, PLATFORM_NT];
        for (at, field) in fields.into_iter().enumerate() {
            unsafe { information.add(1 + at).write(field) };
        }
        STATUS_SUCCESS
    }

    /// Windows' own table. Source: Microsoft, "RtlUpcaseUnicodeChar function (wdm.h)".
    fn RtlUpcaseUnicodeChar(_cx, unit: u16) -> u16, irql 0; {
        upcase(unit)
    }
}

/// Windows' upper case of a unit, from the fixtures' table.
#[must_use]
pub fn upcase(unit: u16) -> u16 {
    UPCASE.get_or_init(upcase_table)[usize::from(unit)]
}

/// Whether two texts are the same without regard to case, as RtlEqualUnicodeString does it.
#[must_use]
pub fn equal_ignoring_case(left: &[u16], right: &[u16]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| upcase(*left) == upcase(*right))
}

static UPCASE: std::sync::OnceLock<Box<[u16]>> = std::sync::OnceLock::new();

/// The kit's table of what RtlUpcaseUnicodeChar gives (fixtures, `tables/upcase.json`).
const TABLE: &str =
    include_str!("../../../../fixtures/src/main/resources/dev/auroraedr/km/fixtures/tables/upcase.json");

fn upcase_table() -> Box<[u16]> {
    let mut table = (0..=u16::MAX).collect::<Box<[u16]>>();
    read_table(&mut table).unwrap_or_else(|| panic!("tables/upcase.json has another form than expected"));
    table
}

fn read_table(table: &mut [u16]) -> Option<()> {
    let file: serde_json::Value = serde_json::from_str(TABLE).ok()?;
    for range in file.get("ranges")?.as_array()? {
        let unit = |name: &str| u16::from_str_radix(range.get(name)?.as_str()?, 16).ok();
        let (first, last, target) = (unit("first")?, unit("last")?, unit("target")?);
        let step = usize::try_from(range.get("step")?.as_u64()?).ok()?;
        for unit in (first..=last).step_by(step) {
            table[usize::from(unit)] = target.wrapping_add(unit - first);
        }
    }
    Some(())
}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![SERVICES]
}
