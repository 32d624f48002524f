//! The random generator of cng.sys.

use std::collections::VecDeque;
use std::ffi::c_void;
use std::fs::File;
use std::io::Read;

use kernel_abi::{NTSTATUS, STATUS_INVALID_HANDLE, STATUS_SUCCESS, STATUS_UNSUCCESSFUL};

use crate::locked::Locked;
use crate::machine::Options;
use crate::service::Service;

/// Source of random bytes of a machine. Thread-safe.
pub struct Random {
    state: Locked<State>,
}

struct State {
    /// `None`: the host's generator.
    seeded: Option<u64>,
    chosen: VecDeque<Vec<u8>>,
}

impl Random {
    /// Seeded where the machine is deterministic, else the host's cryptographic generator.
    pub fn new(options: &Options) -> Self {
        let seeded = options.deterministic.then_some(options.seed ^ 0x9E37_79B9_7F4A_7C15);
        Self { state: Locked::new(State { seeded, chosen: VecDeque::new() }) }
    }

    /// Has the generator give these bytes once, to a request of their length, before any of its own.
    pub fn give_next(&self, bytes: Vec<u8>) {
        self.state.lock().chosen.push_back(bytes);
    }

    /// Drops what was chosen and not given yet.
    pub fn forget_chosen(&self) {
        self.state.lock().chosen.clear();
    }

    /// Fills a buffer.
    ///
    /// # Panics
    /// If chosen bytes have another length: the test has the wrong request in mind.
    pub fn fill(&self, into: &mut [u8]) -> bool {
        let mut state = self.state.lock();
        if let Some(chosen) = state.chosen.pop_front() {
            assert!(
                chosen.len() == into.len(),
                "a request for {} random bytes meets {} chosen ones",
                into.len(),
                chosen.len()
            );
            into.copy_from_slice(&chosen);
            return true;
        }
        match &mut state.seeded {
            Some(seed) => {
                into.chunks_mut(8)
                    .for_each(|chunk| chunk.copy_from_slice(&split_mix(seed).to_le_bytes()[..chunk.len()]));
                true
            }
            None => File::open("/dev/urandom").and_then(|mut file| file.read_exact(into)).is_ok(),
        }
    }
}

/// SplitMix64: for machines that must do the same again, not for secrets.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

services! { "cng.sys";
    /// With BCRYPT_USE_SYSTEM_PREFERRED_RNG the algorithm must be null. At DISPATCH_LEVEL allowed for that form.
    /// Source: Microsoft, "BCryptGenRandom function (bcrypt.h)".
    fn BCryptGenRandom(cx, algorithm: *mut c_void, buffer: *mut u8, bytes: u32, flags: u32) -> NTSTATUS, irql 2, fails |_status| STATUS_UNSUCCESSFUL; {
        if !algorithm.is_null() || flags & 2 == 0 {
            return STATUS_INVALID_HANDLE;
        }
        let mut random = vec![0; bytes as usize];
        if !cx.machine().random.fill(&mut random) {
            return STATUS_UNSUCCESSFUL;
        }
        unsafe { std::ptr::copy_nonoverlapping(random.as_ptr(), buffer, random.len()) };
        STATUS_SUCCESS
    }
}

/// Services of this prefix.
pub fn services() -> Vec<&'static [&'static Service]> {
    vec![SERVICES]
}
