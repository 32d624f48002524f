//! Reads the policy from the service's Parameters key, once, at load (POL-2). What can't be read counts as missing; memory that can't
//! be had ends the load (LOD-1). IRQL: PASSIVE_LEVEL.

use edr_core::policy_builder::{PolicyValueName, PolicyValues};
use edr_core::policy_parser::{PolicyValue, MAX_VALUE_BYTES};
use kernel_abi::{KEY_QUERY_VALUE, NTSTATUS, STATUS_INSUFFICIENT_RESOURCES};

use crate::kernel::loaded_policy::LoadedPolicy;
use crate::kernel::registry::{RegistryKey, VALUE_HEAD};
use crate::kernel::unicode::utf16;
use crate::kernel::{PoolArray, PoolBox, Tag};

const VALUES: usize = PolicyValueName::ALL.len();
/// Units of the longest value's name, and more.
const NAME_ROOM: usize = 32;

/// Values as they stand in the registry, each in memory of its own.
type Buffers = [Option<PoolArray<u32>>; VALUES];

/// The policy of the service whose path DriverEntry was given.
///
/// # Errors
/// STATUS_INSUFFICIENT_RESOURCES.
#[inline(never)] // its frame is not to be its caller's
pub fn read(service_path: &[u16]) -> Result<PoolBox<LoadedPolicy>, NTSTATUS> {
    let service = RegistryKey::open(service_path, KEY_QUERY_VALUE);
    let key = service.and_then(|service| service.open_below(&utf16!("Parameters"), KEY_QUERY_VALUE)).ok();
    let mut buffers = Buffers::default();
    let mut values = PolicyValues::default();
    if let Some(key) = &key {
        for (name, buffer) in PolicyValueName::ALL.into_iter().zip(&mut buffers) {
            *buffer = buffer_for(key, name)?;
        }
        for (name, buffer) in PolicyValueName::ALL.into_iter().zip(&mut buffers) {
            *values.slot(name) = buffer.as_mut().and_then(|buffer| value_of(key, name, buffer));
        }
    }
    LoadedPolicy::build(&values).ok_or(STATUS_INSUFFICIENT_RESOURCES)
}

/// Memory for a value as it is now; none for one that is missing, can't be read, or is too large.
fn buffer_for(key: &RegistryKey, name: PolicyValueName) -> Result<Option<PoolArray<u32>>, NTSTATUS> {
    let bytes = with_units(name, |name| key.value_bytes(name)).unwrap_or(0);
    if bytes < VALUE_HEAD || bytes - VALUE_HEAD > MAX_VALUE_BYTES {
        return Ok(None);
    }
    let words = bytes.div_ceil(size_of::<u32>());
    PoolArray::zeroed(words, Tag::Policy).map(Some).ok_or(STATUS_INSUFFICIENT_RESOURCES)
}

/// The value may have changed since it was asked for its size: what no longer fits can't be read.
fn value_of<'b>(key: &RegistryKey, name: PolicyValueName, buffer: &'b mut PoolArray<u32>) -> Option<PolicyValue<'b>> {
    let value = with_units(name, |name| key.query(name, buffer)).ok()?;
    Some(PolicyValue { kind: value.kind, data: value.data })
}

/// A value's name in UTF-16.
fn with_units<R>(name: PolicyValueName, body: impl FnOnce(&[u16]) -> R) -> R {
    let mut units = [0; NAME_ROOM];
    for (unit, byte) in units.iter_mut().zip(name.text().bytes()) {
        *unit = u16::from(byte);
    }
    body(units.get(..name.text().len()).unwrap_or(&[]))
}
