//! What became of one registration (HLT-4).

use core::sync::atomic::{AtomicU32, Ordering};

use kernel_abi::{NTSTATUS, STATUS_SUCCESS};
use wire::CallbackHealth;

/// The state that registering left. Thread-safe.
pub struct Registered(AtomicU32);

impl Registered {
    /// Not registered yet.
    pub const fn new() -> Self {
        Self(AtomicU32::new(CallbackHealth::NotRegistered.number()))
    }

    /// Notes the outcome of registering at load.
    pub fn note(&self, status: NTSTATUS) {
        let failed = status != STATUS_SUCCESS;
        self.set(if failed { CallbackHealth::RegistrationFailed } else { CallbackHealth::Registered });
    }

    /// Notes that it was unregistered.
    pub fn unregistered(&self) {
        self.set(CallbackHealth::NotRegistered);
    }

    /// As load left it. IRQL: any.
    pub fn health(&self) -> CallbackHealth {
        CallbackHealth::from_number(self.0.load(Ordering::Acquire)).unwrap_or(CallbackHealth::NotRegistered)
    }

    /// Whether it stands as far as load could tell. IRQL: any.
    pub fn stands(&self) -> bool {
        self.health() == CallbackHealth::Registered
    }

    fn set(&self, health: CallbackHealth) {
        self.0.store(health.number(), Ordering::Release);
    }
}
