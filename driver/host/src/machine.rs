//! A booted machine: all that a driver can see of Windows, in one value. Machines share nothing.

use std::sync::Arc;

use kernel_abi::NTSTATUS;

use crate::gate::Gate;
use crate::guest::{self, Mode, Stopped};
use crate::loader::Images;
use crate::profile::Profile;
use crate::verifier::Verifier;
use crate::{bcrypt, cm, ex, flt, fs, io, ke, mm, ob, ps};

pub use crate::loader::ImageId;

/// How a machine is booted, beyond its profile.
#[derive(Clone, Debug)]
pub struct Options {
    /// Of everything random in the machine.
    pub seed: u64,
    /// Virtual time and seeded randomness; the operations then come from one OS thread at a time.
    pub deterministic: bool,
    /// Every block of pool on pages of its own, with guard pages; much slower.
    pub special_pool: bool,
}

/// A machine. Thread-safe.
pub struct Machine {
    /// What it is.
    pub profile: Profile,
    /// How it was booted.
    pub options: Options,
    /// The judge.
    pub verifier: Verifier,
    /// Planned faults and interleavings.
    pub gate: Gate,
    /// Loaded driver images.
    pub images: Images,
    /// Addresses of objects that drivers hold and may not look into.
    pub opaque: mm::OpaqueAddresses,
    /// Time, events, locks.
    pub ke: ke::Ke,
    /// Pool.
    pub pool: ex::Pool,
    /// Objects and handles, object callbacks.
    pub ob: ob::Ob,
    /// Processes, threads, process-notify routines.
    pub ps: ps::Ps,
    /// Devices, files on devices, requests, driver objects.
    pub io: io::Io,
    /// The registry and its callbacks.
    pub cm: cm::Cm,
    /// Files on volumes.
    pub fs: fs::Fs,
    /// The filter manager.
    pub flt: flt::Flt,
    /// What tests name by numbers.
    pub tables: crate::ffi::tables::Tables,
    /// The random generator.
    pub random: bcrypt::Random,
}

impl Machine {
    /// Boots a machine without any driver.
    ///
    /// # Errors
    /// What is wrong with the profile.
    pub fn boot(profile_json: &str, options: Options) -> Result<Arc<Self>, String> {
        let profile = Profile::parse(profile_json)?;
        let opaque = mm::OpaqueAddresses::default();
        let ke = ke::Ke::new(&options);
        let ob = ob::Ob::default();
        let ps = ps::Ps::boot(&profile, &ke, &opaque, &ob);
        let flt = flt::Flt::boot(&profile, &opaque);
        let machine = Self {
            pool: ex::Pool::new(options.special_pool, options.special_pool && options.deterministic),
            cm: cm::Cm::boot(&profile, &opaque, &ob),
            fs: fs::Fs::boot(&profile, &flt, &opaque),
            flt,
            io: io::Io::boot(&profile, &opaque),
            tables: crate::ffi::tables::Tables::default(),
            random: bcrypt::Random::new(&options),
            verifier: Verifier::default(),
            gate: Gate::default(),
            images: Images::default(),
            profile,
            options,
            opaque,
            ke,
            ob,
            ps,
        };
        Ok(Arc::new(machine))
    }

    /// Runs an operation in a thread of the system process, as a kernel component does.
    ///
    /// # Errors
    /// [`Stopped`] if the machine has stopped.
    pub fn as_system<R>(self: &Arc<Self>, operation: impl FnOnce(&guest::Context) -> R) -> Result<R, Stopped> {
        let thread = self.ps.thread_of_caller(self, self.ps.system_process());
        guest::run(self, thread, Mode::Kernel, operation)
    }

    /// Runs a system call of a program: in the thread of that process that stands for the calling OS thread.
    ///
    /// # Errors
    /// [`Stopped`] if the machine has stopped.
    pub fn as_program<R>(
        self: &Arc<Self>,
        process: &Arc<ps::Process>,
        operation: impl FnOnce(&guest::Context) -> R,
    ) -> Result<R, Stopped> {
        let thread = self.ps.thread_of_caller(self, process);
        let mode = if process.id == self.ps.system_process().id { Mode::Kernel } else { Mode::User };
        guest::run(self, thread, mode, operation)
    }

    /// Loads the driver under test and runs its DriverEntry; the status of the load.
    ///
    /// # Errors
    /// [`Stopped`] if the machine has stopped.
    pub fn load(self: &Arc<Self>, image: &[u8]) -> Result<NTSTATUS, Stopped> {
        self.as_system(|cx| io::drivers::load(cx, "edr-windows-km", image, true))
    }

    /// Everything that the driver did wrong so far, one line each: bug check, findings, and what is left behind now if the
    /// driver is gone.
    pub fn violations(&self) -> Vec<String> {
        let mut found = self.verifier.findings();
        found.extend(self.io.standing());
        found
    }
}
