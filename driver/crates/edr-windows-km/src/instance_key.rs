//! The default instance below the service key, from which FltRegisterFilter takes the altitude (ALT-6).
//!
//! Windows 11 24H2 has instances below `Parameters`, older systems below the service key itself: the first where that key exists.
//! IRQL: PASSIVE_LEVEL throughout, for load and unload only.

use edr_core::altitude_search::AltitudeText;
use kernel_abi::{
    KEY_READ, KEY_WRITE, NTSTATUS, REG_SZ, STATUS_INSUFFICIENT_RESOURCES, STATUS_OBJECT_NAME_NOT_FOUND,
    STATUS_OBJECT_TYPE_MISMATCH,
};

use crate::kernel::registry::{RegistryKey, Value};
use crate::kernel::unicode::utf16;
use crate::kernel::{PoolArray, Tag};

const ACCESS: u32 = KEY_READ | KEY_WRITE;
const ALTITUDE: &[u16] = &utf16!("Altitude");
const DEFAULT_INSTANCE: &[u16] = &utf16!("DefaultInstance");

/// A value's memory, as [`RegistryKey::query`] fills it.
pub type ValueBuffer = PoolArray<u32>;

/// The open key.
pub struct InstanceKey(RegistryKey);

impl InstanceKey {
    /// Finds the default instance of the service whose path DriverEntry was given.
    ///
    /// # Errors
    /// What says that there is none, or STATUS_INSUFFICIENT_RESOURCES.
    pub fn open(service_path: &[u16]) -> Result<Self, NTSTATUS> {
        let service = RegistryKey::open(service_path, KEY_READ)?;
        let instances = match service.open_below(&utf16!("Parameters\\Instances"), ACCESS) {
            Err(STATUS_OBJECT_NAME_NOT_FOUND) => service.open_below(&utf16!("Instances"), ACCESS)?,
            opened => opened?,
        };
        let mut buffer = buffer_for(&instances, DEFAULT_INSTANCE)?;
        let name = instances.query(DEFAULT_INSTANCE, &mut buffer)?;
        if name.kind != REG_SZ {
            return Err(STATUS_OBJECT_TYPE_MISMATCH);
        }
        instances.open_below(&text_of(name.data)?, ACCESS).map(Self)
    }

    /// Memory for the altitude that stands there now; `None` where none does.
    ///
    /// # Errors
    /// What keeps it from being read.
    pub fn altitude_buffer(&self) -> Result<Option<ValueBuffer>, NTSTATUS> {
        match buffer_for(&self.0, ALTITUDE) {
            Err(STATUS_OBJECT_NAME_NOT_FOUND) => Ok(None),
            buffer => buffer.map(Some),
        }
    }

    /// The altitude that stands there now.
    ///
    /// # Errors
    /// What keeps it from being read.
    pub fn altitude<'b>(&self, buffer: Option<&'b mut ValueBuffer>) -> Result<Option<Value<'b>>, NTSTATUS> {
        buffer.map(|buffer| self.0.query(ALTITUDE, buffer)).transpose()
    }

    /// Writes the altitude that the next FltRegisterFilter is to take.
    ///
    /// # Errors
    /// The failing status.
    pub fn write(&self, altitude: u32) -> Result<(), NTSTATUS> {
        let text = AltitudeText::of(altitude);
        let mut data = [0; size_of::<AltitudeText>()];
        for (to, unit) in data.chunks_exact_mut(2).zip(text.terminated()) {
            to.copy_from_slice(&unit.to_le_bytes());
        }
        self.0.set(ALTITUDE, REG_SZ, &data)
    }

    /// LOD-1: a load that fails leaves the altitude that it found. What can't be put back is left.
    pub fn restore(&self, found: Option<Value<'_>>) {
        let _ = match found {
            Some(value) => self.0.set(ALTITUDE, value.kind, value.data),
            None => self.0.delete(ALTITUDE),
        };
    }
}

/// Memory for a value as it is now.
fn buffer_for(key: &RegistryKey, name: &[u16]) -> Result<ValueBuffer, NTSTATUS> {
    let words = key.value_bytes(name)?.div_ceil(size_of::<u32>());
    PoolArray::zeroed(words, Tag::State).ok_or(STATUS_INSUFFICIENT_RESOURCES)
}

/// The units of a REG_SZ up to its terminator, which may be missing.
fn text_of(data: &[u8]) -> Result<PoolArray<u16>, NTSTATUS> {
    let units = || {
        let pairs = data.chunks_exact(2).map(|pair| <[u8; 2]>::try_from(pair).map_or(0, u16::from_le_bytes));
        pairs.take_while(|unit| *unit != 0)
    };
    let mut text = PoolArray::zeroed(units().count(), Tag::State).ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
    for (to, unit) in text.iter_mut().zip(units()) {
        *to = unit;
    }
    Ok(text)
}
