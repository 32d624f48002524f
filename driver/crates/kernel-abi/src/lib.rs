//! Windows' kernel structures, constants and imports that the drivers need, under Windows' own names.
//!
//! Written by hand from Microsoft's pages, one file per prefix or subject of the Windows headers. Every structure's size and every
//! field's offset is asserted when it is compiled ([`Layout`]); `tests/oracle.rs` compares all of them, and the constants and
//! signatures, with C headers of other authors.
//!
//! Types serve any 64-bit target, so that a program on the building machine can share them with a driver; `imports` exists for
//! Windows targets only. Calls between the kernel and the driver use [`kernel_fn!`]'s calling convention.
#![no_std]
#![allow(non_snake_case, non_camel_case_types, non_upper_case_globals)]

#[cfg(not(target_pointer_width = "64"))]
compile_error!("the layouts are those of 64-bit Windows");

#[macro_use]
mod macros;

mod layout;
pub use layout::{constants, layouts, Constant, Described, Field, Layout};

mod basic;
mod bcrypt;
mod cm;
mod cm_functions;
mod etw;
mod ex;
mod flt;
mod flt_data;
mod flt_name;
mod flt_registration;
mod flt_volume;
mod inlines;
mod io;
mod io_file;
mod io_irp;
mod io_stack;
mod ke;
mod mm;
mod nt_status;
mod ob;
mod ps;
mod rtl;
mod se;
mod zw;

#[cfg(windows)]
pub mod imports;

pub use basic::*;
pub use bcrypt::*;
pub use cm::*;
pub use cm_functions::*;
pub use etw::*;
pub use ex::*;
pub use flt::*;
pub use flt_data::*;
pub use flt_name::*;
pub use flt_registration::*;
pub use flt_volume::*;
pub use inlines::*;
pub use io::*;
pub use io_file::*;
pub use io_irp::*;
pub use io_stack::*;
pub use ke::*;
pub use mm::*;
pub use nt_status::*;
pub use ob::*;
pub use ps::*;
pub use rtl::*;
pub use se::*;
pub use zw::*;
