//! Volumes, as the filter manager knows them. IRQL: PASSIVE_LEVEL throughout.

use core::marker::PhantomData;
use core::mem::{size_of, MaybeUninit};
use core::ptr::{self, NonNull};

use kernel_abi::{
    imports, DEVICE_TYPE, FLT_VOLUME, FLT_VOLUME_PROPERTIES, NTSTATUS, NT_SUCCESS, PFLT_VOLUME, STATUS_BUFFER_OVERFLOW,
    STATUS_BUFFER_TOO_SMALL, STATUS_INSUFFICIENT_RESOURCES,
};

use super::flt::Filter;
use super::{check, PoolArray, Tag};

/// Volumes may be mounted between the two calls that it takes to list them.
const SPARE: usize = 8;
/// How often the list may turn out too short.
const ATTEMPTS: usize = 4;

/// Volumes that are mounted now, each with a reference that goes when the list is dropped.
#[must_use]
pub struct Volumes {
    filter: Filter,
    list: PoolArray<PFLT_VOLUME>,
    count: usize,
}

/// One of them.
pub struct Volume<'a> {
    filter: Filter,
    volume: NonNull<FLT_VOLUME>,
    listed: PhantomData<&'a Volumes>,
}

impl Volumes {
    /// FltEnumerateVolumes.
    ///
    /// # Errors
    /// The failing status; STATUS_INSUFFICIENT_RESOURCES when memory is short.
    pub fn list(filter: Filter) -> Result<Self, NTSTATUS> {
        let mut room = SPARE;
        for _ in 0..ATTEMPTS {
            let mut list =
                PoolArray::from_fn(room, Tag::State, |_| ptr::null_mut()).ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
            let (status, count) = enumerate(filter, &mut list);
            match status {
                STATUS_BUFFER_TOO_SMALL => room = count.saturating_add(SPARE),
                status => return check(status).map(|()| Self { filter, list, count }),
            }
        }
        Err(STATUS_INSUFFICIENT_RESOURCES)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Volume<'_>> {
        self.list.get(..self.count).unwrap_or(&self.list).iter().filter_map(|&volume| {
            Some(Volume { filter: self.filter, volume: NonNull::new(volume)?, listed: PhantomData })
        })
    }
}

fn enumerate(filter: Filter, list: &mut [PFLT_VOLUME]) -> (NTSTATUS, usize) {
    let room = u32::try_from(list.len()).unwrap_or(u32::MAX);
    let mut count = 0;
    // SAFETY: the filter is registered; the list has this much room.
    let status = unsafe { imports::FltEnumerateVolumes(filter.as_ptr(), list.as_mut_ptr(), room, &raw mut count) };
    (status, count as usize)
}

impl Drop for Volumes {
    fn drop(&mut self) {
        for volume in self.iter() {
            // SAFETY: referenced by FltEnumerateVolumes; nobody uses it afterwards.
            unsafe { imports::FltObjectDereference(volume.volume.as_ptr().cast()) };
        }
    }
}

impl Volume<'_> {
    /// Type of its device; `None` where it can't be told.
    pub fn device_type(&self) -> Option<DEVICE_TYPE> {
        let mut properties = MaybeUninit::<FLT_VOLUME_PROPERTIES>::zeroed();
        let room = size_of::<FLT_VOLUME_PROPERTIES>() as u32;
        let mut length = 0;
        // SAFETY: the volume is referenced; the properties have this much room, which is enough for all but the names.
        let status = unsafe {
            imports::FltGetVolumeProperties(self.volume.as_ptr(), properties.as_mut_ptr(), room, &raw mut length)
        };
        // SAFETY: zeroed, or written.
        let properties = unsafe { properties.assume_init() };
        // a warning says that the names had no room
        (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW).then_some(properties.DeviceType)
    }

    /// Whether the filter has an instance on it: FltGetVolumeInstanceFromName.
    ///
    /// # Errors
    /// STATUS_FLT_INSTANCE_NOT_FOUND: it has none. Any other: that could not be found out.
    pub fn check_instance(&self) -> Result<(), NTSTATUS> {
        let mut instance = ptr::null_mut();
        // SAFETY: filter and volume are valid; without a name any instance of the filter is meant.
        check(unsafe {
            imports::FltGetVolumeInstanceFromName(
                self.filter.as_ptr(),
                self.volume.as_ptr(),
                ptr::null(),
                &raw mut instance,
            )
        })?;
        // SAFETY: the instance was referenced for us.
        unsafe { imports::FltObjectDereference(instance.cast()) };
        Ok(())
    }

    /// FltAttachVolume: attaches the filter's default instance.
    ///
    /// # Errors
    /// The failing status; STATUS_OBJECT_NAME_COLLISION: the altitude is taken on this volume.
    pub fn attach(&self) -> Result<(), NTSTATUS> {
        // SAFETY: filter and volume are valid; no name and no reference to the instance are wanted.
        check(unsafe {
            imports::FltAttachVolume(self.filter.as_ptr(), self.volume.as_ptr(), ptr::null(), ptr::null_mut())
        })
    }
}
