//! Types of objects, and the kernel's variables that point to them.

use kernel_abi::OBJECT_TYPE;

use super::Body;
use crate::service::{Address, Service};

/// Types, in the order of [`OBJECTS`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ObjectType {
    /// Processes.
    Process,
    /// Threads.
    Thread,
    /// File objects.
    File,
    /// Devices.
    Device,
    /// Keys.
    Key,
    /// Completion ports.
    CompletionPort,
    /// Symbolic links.
    SymbolicLink,
}

/// Only their addresses mean something.
static OBJECTS: [u64; 7] = [0; 7];

/// A variable such as PsProcessType: every machine's is the same, as a driver only compares what it holds.
struct Variable(#[allow(dead_code)] *const u64);

// never written
unsafe impl Sync for Variable {}

static PROCESS: Variable = Variable(&raw const OBJECTS[0]);
static THREAD: Variable = Variable(&raw const OBJECTS[1]);
static FILE: Variable = Variable(&raw const OBJECTS[2]);

impl ObjectType {
    /// POBJECT_TYPE.
    #[must_use]
    pub fn address(self) -> usize {
        &raw const OBJECTS[self as usize] as usize
    }

    /// The type that a driver names by the address of a variable, as in OB_OPERATION_REGISTRATION; `None` for another pointer.
    #[must_use]
    pub fn of_variable(variable: *const *mut OBJECT_TYPE) -> Option<Self> {
        let known =
            [(Self::Process, &raw const PROCESS), (Self::Thread, &raw const THREAD), (Self::File, &raw const FILE)];
        known.into_iter().find(|(_, address)| address.cast() == variable).map(|(kind, _)| kind)
    }
}

impl Body {
    /// Its type.
    #[must_use]
    pub fn object_type(&self) -> ObjectType {
        match self {
            Self::Process(_) => ObjectType::Process,
            Self::Thread(_) => ObjectType::Thread,
            Self::DeviceFile(_) | Self::VolumeFile(_) | Self::ImageFile(_) => ObjectType::File,
            Self::Device(_) => ObjectType::Device,
            Self::Key(_) => ObjectType::Key,
            Self::CompletionPort(_) => ObjectType::CompletionPort,
            Self::SymbolicLink(_) => ObjectType::SymbolicLink,
        }
    }
}

const fn variable(name: &'static str, variable: *const Variable) -> Service {
    Service { module: "ntoskrnl.exe", name, max_irql: 31, fallible: false, address: Address(variable.cast()) }
}

/// Source: Microsoft, "OB_OPERATION_REGISTRATION structure (wdm.h)".
pub static PsProcessType: Service = variable("PsProcessType", &raw const PROCESS);
/// Source: Microsoft, "OB_OPERATION_REGISTRATION structure (wdm.h)".
pub static PsThreadType: Service = variable("PsThreadType", &raw const THREAD);
/// Source: Microsoft, "ObReferenceObjectByHandle function (wdm.h)".
pub static IoFileObjectType: Service = variable("IoFileObjectType", &raw const FILE);

/// All variables of this file.
pub static SERVICES: &[&Service] = &[&PsProcessType, &PsThreadType, &IoFileObjectType];
