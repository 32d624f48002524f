//! How a kernel service is declared: its name, module, highest IRQL, and how it fails.

use crate::guest::Context;
use kernel_abi::NTSTATUS;

/// A kernel service or variable that images import or look up.
pub struct Service {
    /// Image that exports it: `ntoskrnl.exe`, `fltmgr.sys`, `cng.sys`.
    pub module: &'static str,
    /// Its export name.
    pub name: &'static str,
    /// Highest IRQL at which it may be called; 31 for any.
    pub max_irql: u8,
    /// Whether it can fail at all; a fault that is planned for one that can't has no effect.
    pub fallible: bool,
    /// Where driver code calls it, or where the variable lies.
    pub address: Address,
}

/// An address that may be shared by threads.
#[derive(Clone, Copy)]
pub struct Address(pub *const ());

// Functions and variables of this program stay where they are and are synchronised themselves.
unsafe impl Sync for Address {}

/// Whether a call goes on.
pub enum Verdict {
    /// It does.
    Go,
    /// It fails with that status, as a fault was planned (LOD-2).
    Fail(NTSTATUS),
}

impl Service {
    /// Announces a call by the driver: IRQL rule, trace, planned faults and interleavings.
    pub fn enter(&'static self, cx: &Context) -> Verdict {
        cx.stop_if_dead();
        crate::verifier::irql::check(cx, self);
        crate::gate::pass(cx, self)
    }
}

/// Declares kernel services as statics of type [`Service`] and lists them in `SERVICES`.
///
/// ```text
/// services! { "ntoskrnl.exe";
///     /// Doc with the source.
///     fn ZwClose(cx, handle: HANDLE) -> NTSTATUS, irql 0, fails |status| status; { body }
/// }
/// ```
/// `cx` is the [`Context`] of the call. `irql` is the highest allowed. `fails` tells what the caller gets where a fault is
/// planned; a service without it can't fail, and plans for it have no effect. The body must hold no host lock while it
/// calls driver code, waits or raises a bug check. A panic in a body stops the machine as a fault of the host.
#[macro_export]
macro_rules! services {
    ($module:literal; $($(#[$meta:meta])* fn $name:ident($cx:ident $(, $arg:ident: $ty:ty)* $(,)?) $(-> $ret:ty)?, irql $irql:expr $(, fails |$status:ident| $failed:expr)?; $body:block)*) => {
        $(
            $(#[$meta])*
            pub static $name: $crate::service::Service = $crate::service::Service {
                module: $module,
                name: stringify!($name),
                max_irql: $irql,
                fallible: services!(@fallible $($status)?),
                address: {
                    extern "win64" fn entry($($arg: $ty),*) $(-> $ret)? {
                        $crate::guest::service_body(&$name, |$cx, verdict| {
                            match verdict {
                                $crate::service::Verdict::Go => $body,
                                $crate::service::Verdict::Fail(_status) => services!(@failed _status, $name $(, |$status| $failed)?),
                            }
                        })
                    }
                    $crate::service::Address(entry as extern "win64" fn($($ty),*) $(-> $ret)? as *const ())
                },
            };
        )*
        /// All services of this file.
        pub static SERVICES: &[&$crate::service::Service] = &[$(&$name),*];
    };
    (@failed $given:ident, $name:ident, |$status:ident| $failed:expr) => {{ let $status = $given; $failed }};
    (@fallible) => { false };
    (@fallible $status:ident) => { true };
    (@failed $given:ident, $name:ident) => { panic!("a fault of {} was planned, which can't fail", stringify!($name)) };
}

/// Every service of the hosted kernel, whatever the profile exports.
pub fn all() -> impl Iterator<Item = &'static Service> {
    let files = [
        crate::bcrypt::services(),
        crate::cm::services(),
        crate::ex::services(),
        crate::flt::services(),
        crate::fs::services(),
        crate::io::services(),
        crate::ke::services(),
        crate::mm::services(),
        crate::ob::services(),
        crate::ps::services(),
        crate::rtl::services(),
        crate::se::services(),
        crate::zw::services(),
    ];
    files.into_iter().flatten().flat_map(|file| file.iter().copied())
}
