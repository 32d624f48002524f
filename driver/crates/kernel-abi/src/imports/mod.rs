//! What the drivers import, by image. There are no import libraries: the linker makes the entries from these names.
//!
//! Each routine's comment names its highest IRQL and the oldest Windows that has it; none is younger than Windows 10 1607 (build
//! 14393), the oldest that the drivers load on. The filter manager's came with it, in Windows XP SP2. Younger ones, and those that
//! Wine lacks, are found by name; their types are in [`crate`] and end with `Fn`.
//!
//! All are unsafe: the pointers must be what Microsoft's page asks for.

mod cng;
mod ex_ke;
mod fltmgr;
mod fltmgr_volumes;
mod io;
mod ob_cm;
mod ps_se;
mod rtl_mm;
mod zw;

pub use cng::*;
pub use ex_ke::*;
pub use fltmgr::*;
pub use fltmgr_volumes::*;
pub use io::*;
pub use ob_cm::*;
pub use ps_se::*;
pub use rtl_mm::*;
pub use zw::*;
