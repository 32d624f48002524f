//! FLT_REGISTRATION: what a filter wants to be called for.

use kernel_abi::{
    FLTFL_OPERATION_REGISTRATION_SKIP_PAGING_IO, FLT_OPERATION_REGISTRATION, FLT_REGISTRATION, IRP_MJ_OPERATION_END,
    IRP_MJ_READ, IRP_MJ_WRITE, IRP_PAGING_IO,
};

use super::operation::Operation;

/// FLTFL_OPERATION_REGISTRATION_SKIP_CACHED_IO, _SKIP_NON_DASD_IO, _SKIP_NON_CACHED_NON_PAGING_IO.
const SKIP_CACHED: u32 = 2;
const SKIP_NON_DASD: u32 = 4;
const SKIP_NON_CACHED_NON_PAGING: u32 = 8;
/// IRP_NOCACHE.
const IRP_NOCACHE: u32 = 1;

/// Revisions of the structure, and what each one's size is.
///
/// Source: Microsoft, "FLT_REGISTRATION structure (fltkernel.h)": members were added with Windows Vista and Windows 8.
const REVISIONS: [(u16, usize); 4] = [(0x200, 0x58), (0x201, 0x58), (0x202, 0x68), (0x203, 0x70)];

/// Callbacks of one entry of FLT_OPERATION_REGISTRATION; 0 where there is none.
#[derive(Clone, Copy, Debug)]
pub struct OperationCallbacks {
    /// Major function.
    pub major: u8,
    /// FLTFL_OPERATION_REGISTRATION_ flags.
    pub flags: u32,
    /// PFLT_PRE_OPERATION_CALLBACK.
    pub pre: usize,
    /// PFLT_POST_OPERATION_CALLBACK.
    pub post: usize,
}

/// What a filter registered with. Callbacks are 0 where there are none.
#[derive(Clone, Debug)]
pub struct Registration {
    /// FLTFL_REGISTRATION_ flags.
    pub flags: u32,
    /// By major function.
    pub operations: Vec<OperationCallbacks>,
    /// PFLT_FILTER_UNLOAD_CALLBACK.
    pub unload: usize,
    /// PFLT_INSTANCE_SETUP_CALLBACK.
    pub setup: usize,
    /// PFLT_INSTANCE_QUERY_TEARDOWN_CALLBACK.
    pub query_teardown: usize,
    /// PFLT_INSTANCE_TEARDOWN_CALLBACK at its begin.
    pub teardown_start: usize,
    /// PFLT_INSTANCE_TEARDOWN_CALLBACK at its end.
    pub teardown_complete: usize,
    /// Whether it provides names to others.
    pub provides_names: bool,
}

/// Why FLT_REGISTRATION is refused with STATUS_INVALID_PARAMETER.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Invalid;

impl Registration {
    /// Reads a driver's structure; a bad pointer faults in the driver's name.
    ///
    /// # Errors
    /// A revision that does not exist, a size that is not that revision's, or half a pair of name routines.
    pub fn read(structure: *const FLT_REGISTRATION) -> Result<Self, Invalid> {
        let head = structure.cast::<u16>();
        let (size, version) = unsafe { (head.read_unaligned(), head.add(1).read_unaligned()) };
        let needed = REVISIONS.iter().find(|(revision, _)| *revision == version).ok_or(Invalid)?.1;
        if usize::from(size) < needed {
            return Err(Invalid);
        }
        // what an older driver's structure lacks is as if it were zero
        let mut bytes = [0_usize; size_of::<FLT_REGISTRATION>() / size_of::<usize>()];
        unsafe { std::ptr::copy_nonoverlapping(structure.cast::<u8>(), bytes.as_mut_ptr().cast(), needed) };
        let whole = unsafe { bytes.as_ptr().cast::<FLT_REGISTRATION>().read() };
        let generates = !whole.GenerateFileNameCallback.is_null();
        let normalizes =
            !whole.NormalizeNameComponentCallback.is_null() || !whole.NormalizeNameComponentExCallback.is_null();
        if generates != normalizes {
            return Err(Invalid);
        }
        Ok(Self {
            flags: whole.Flags,
            operations: read_operations(whole.OperationRegistration),
            unload: whole.FilterUnloadCallback.map_or(0, |routine| routine as usize),
            setup: whole.InstanceSetupCallback.map_or(0, |routine| routine as usize),
            query_teardown: whole.InstanceQueryTeardownCallback.map_or(0, |routine| routine as usize),
            teardown_start: whole.InstanceTeardownStartCallback.map_or(0, |routine| routine as usize),
            teardown_complete: whole.InstanceTeardownCompleteCallback.map_or(0, |routine| routine as usize),
            provides_names: generates,
        })
    }

    /// The callbacks for a major function.
    #[must_use]
    pub fn callbacks(&self, major: u8) -> Option<&OperationCallbacks> {
        self.operations.iter().find(|one| one.major == major)
    }
}

fn read_operations(mut entry: *const FLT_OPERATION_REGISTRATION) -> Vec<OperationCallbacks> {
    let mut operations = Vec::new();
    while !entry.is_null() {
        let one = unsafe { entry.read_unaligned() };
        if one.MajorFunction == IRP_MJ_OPERATION_END {
            break;
        }
        operations.push(OperationCallbacks {
            major: one.MajorFunction,
            flags: one.Flags,
            pre: one.PreOperation.map_or(0, |routine| routine as usize),
            post: one.PostOperation.map_or(0, |routine| routine as usize),
        });
        entry = unsafe { entry.add(1) };
    }
    operations
}

impl OperationCallbacks {
    /// Whether the flags leave an operation out. They count for reads and writes only.
    ///
    /// Source: Microsoft, "FLT_OPERATION_REGISTRATION structure (fltkernel.h)".
    #[must_use]
    pub fn skips(&self, operation: &Operation) -> bool {
        if self.flags == 0 || ![IRP_MJ_READ, IRP_MJ_WRITE].contains(&operation.major) {
            return false;
        }
        let has = |flag: u32| self.flags & flag != 0;
        let paging = operation.irp_flags & IRP_PAGING_IO != 0;
        let uncached = operation.irp_flags & IRP_NOCACHE != 0;
        (has(FLTFL_OPERATION_REGISTRATION_SKIP_PAGING_IO) && paging)
            || (has(SKIP_CACHED) && !paging && !uncached)
            || (has(SKIP_NON_DASD) && !operation.is_on_volume())
            || (has(SKIP_NON_CACHED_NON_PAGING) && uncached && !paging)
    }
}
