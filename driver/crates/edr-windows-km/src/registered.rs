//! What became of one registration (HLT-4).

use core::sync::atomic::{AtomicI32, AtomicU32, Ordering};

use kernel_abi::{NTSTATUS, STATUS_SUCCESS};
use wire::CallbackHealth;

/// The state that registering left. Thread-safe.
pub struct Registered {
    health: AtomicU32,
    status: AtomicI32,
}

impl Registered {
    /// Not registered yet.
    pub const fn new() -> Self {
        Self { health: AtomicU32::new(CallbackHealth::NotRegistered.number()), status: AtomicI32::new(STATUS_SUCCESS) }
    }

    /// Notes the outcome of registering at load.
    pub fn note(&self, status: NTSTATUS) {
        let failed = status != STATUS_SUCCESS;
        self.status.store(status, Ordering::Release);
        self.set(if failed { CallbackHealth::RegistrationFailed } else { CallbackHealth::Registered });
    }

    /// What registering at load returned. IRQL: any.
    pub fn status(&self) -> NTSTATUS {
        self.status.load(Ordering::Acquire)
    }

    /// Notes that it was unregistered.
    pub fn unregistered(&self) {
        self.set(CallbackHealth::NotRegistered);
    }

    /// As load left it. IRQL: any.
    pub fn health(&self) -> CallbackHealth {
        CallbackHealth::from_number(self.health.load(Ordering::Acquire)).unwrap_or(CallbackHealth::NotRegistered)
    }

    /// Whether it stands as far as load could tell. IRQL: any.
    pub fn stands(&self) -> bool {
        self.health() == CallbackHealth::Registered
    }

    fn set(&self, health: CallbackHealth) {
        self.health.store(health.number(), Ordering::Release);
    }
}
