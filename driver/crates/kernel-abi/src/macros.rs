//! How structures, constants and functions are declared, so that a test can see all of them.

/// The calling convention between the kernel and a driver, in one place.
///
/// As a type: `kernel_fn!(type (DeviceObject: *mut DEVICE_OBJECT, Irp: *mut IRP) -> NTSTATUS)`. As a function, with a body or without
/// result: `kernel_fn! { /// Doc. pub fn name(context: *mut c_void) -> NTSTATUS { ... } }`; it is `unsafe`, as the caller answers
/// for the arguments. On x86-64 this is Microsoft's convention on every system, so that a program on Linux can call such a function.
#[cfg(target_arch = "x86_64")]
#[macro_export]
macro_rules! kernel_fn {
    (type ($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)?) => { unsafe extern "win64" fn($($arg: $ty),*) $(-> $ret)? };
    ($($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)? $body:block)*) => {
        $($(#[$meta])* $vis unsafe extern "win64" fn $name($($arg: $ty),*) $(-> $ret)? $body)*
    };
}

/// The calling convention between the kernel and a driver, in one place: on ARM64 it is the system's only one.
#[cfg(target_arch = "aarch64")]
#[macro_export]
macro_rules! kernel_fn {
    (type ($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)?) => { unsafe extern "system" fn($($arg: $ty),*) $(-> $ret)? };
    ($($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)? $body:block)*) => {
        $($(#[$meta])* $vis unsafe extern "system" fn $name($($arg: $ty),*) $(-> $ret)? $body)*
    };
}

/// Imports of one image, with their signatures as text for the oracle.
#[cfg(all(windows, target_arch = "x86_64"))]
macro_rules! imports {
    ($image:literal { $($body:tt)* }) => {
        #[link(name = $image, kind = "raw-dylib", modifiers = "+verbatim")]
        extern "win64" { $($body)* }
    };
}

/// Imports of one image.
#[cfg(all(windows, target_arch = "aarch64"))]
macro_rules! imports {
    ($image:literal { $($body:tt)* }) => {
        #[link(name = $image, kind = "raw-dylib", modifiers = "+verbatim")]
        extern "system" { $($body)* }
    };
}

/// A structure or union as C lays it out: `struct NAME = "C type", "path to a member", size { field @ offset: type, }`.
///
/// Each offset is proven when it is compiled. Names that begin with an underscore are padding, which C leaves unnamed.
macro_rules! layout {
    ($(#[$meta:meta])* struct $name:ident = $c:literal, $path:literal, $size:literal {
        $($(#[$fmeta:meta])* $field:ident @ $offset:literal: $ty:ty,)*
    }) => {
        $(#[$meta])*
        #[repr(C)]
        #[derive(Clone, Copy)]
        pub struct $name { $($(#[$fmeta])* #[allow(missing_docs)] pub $field: $ty,)* }
        layout!(@prove $name, $c, $path, $size, false, $($field @ $offset: $ty,)*);
    };
    ($(#[$meta:meta])* union $name:ident = $c:literal, $path:literal, $size:literal {
        $($(#[$fmeta:meta])* $field:ident @ $offset:literal: $ty:ty,)*
    }) => {
        $(#[$meta])*
        #[repr(C)]
        #[derive(Clone, Copy)]
        pub union $name { $($(#[$fmeta])* #[allow(missing_docs)] pub $field: $ty,)* }
        layout!(@prove $name, $c, $path, $size, true, $($field @ $offset: $ty,)*);
    };
    (@prove $name:ident, $c:literal, $path:literal, $size:literal, $union:literal, $($field:ident @ $offset:literal: $ty:ty,)*) => {
        const _: () = {
            assert!(core::mem::size_of::<$name>() == $size, concat!("size of ", stringify!($name)));
            $(assert!(
                core::mem::offset_of!($name, $field) == $offset,
                concat!("offset of ", stringify!($field), " in ", stringify!($name))
            );)*
        };
        impl $crate::Described for $name {
            const LAYOUT: $crate::Layout = $crate::Layout {
                name: stringify!($name),
                c_type: $c,
                c_path: $path,
                is_union: $union,
                size: core::mem::size_of::<$name>(),
                align: core::mem::align_of::<$name>(),
                fields: &[$($crate::Field {
                    name: stringify!($field),
                    rust_type: stringify!($ty),
                    offset: core::mem::offset_of!($name, $field),
                    size: core::mem::size_of::<$ty>(),
                },)*],
            };
        }
    };
}

/// Constants of one subject, and a table of them for the oracle.
macro_rules! constants {
    ($(#[$tmeta:meta])* $table:ident: $ty:ty; $($(#[$meta:meta])* $name:ident = $value:expr;)*) => {
        $($(#[$meta])* pub const $name: $ty = $value;)*
        $(#[$tmeta])*
        pub const $table: &[$crate::Constant] =
            &[$($crate::Constant { name: stringify!($name), value: $name as u64, size: core::mem::size_of::<$ty>() },)*];
    };
}
