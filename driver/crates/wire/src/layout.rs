//! What makes a structure of its table in the contract.

/// One row of a structure's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldLayout {
    /// Its name.
    pub name: &'static str,
    /// Where it begins.
    pub offset: usize,
    /// Its type as `layout.json` writes it.
    pub type_name: &'static str,
    /// Its size.
    pub bytes: usize,
    /// Its natural alignment.
    pub align: usize,
    /// The one value that it may have.
    pub fixed: Option<u64>,
}

/// Whether fields follow each other without a gap, each aligned, up to `size`.
pub(crate) const fn is_sound(fields: &[FieldLayout], size: usize) -> bool {
    let mut rest = fields;
    let mut end = 0;
    while let [field, tail @ ..] = rest {
        if field.offset != end || field.offset % field.align != 0 {
            return false;
        }
        end += field.bytes;
        rest = tail;
    }
    end == size
}

/// Declares a structure: its fields in wire order, each with its offset; `= value` fixes a field that is then no member.
/// The offsets, the size and the order are proven when this crate is compiled.
macro_rules! wire_struct {
    ($(#[$doc:meta])* $name:ident, $size:literal bytes {
        $($(#[$field_doc:meta])* $offset:literal $field:ident: $type:ty $(= $fixed:tt)?,)*
    }) => {
        wire_struct!(@members [$(#[$doc])*] $name [] $($(#[$field_doc])* $field: $type $(= $fixed)?,)*);

        impl $name {
            /// Its size on the wire, in bytes.
            pub const SIZE: usize = $size;
            /// Its fields in wire order.
            pub const FIELDS: &'static [$crate::structs::FieldLayout] = &[$($crate::structs::FieldLayout {
                name: stringify!($field),
                offset: $offset,
                type_name: <$type as $crate::field::Field>::TYPE,
                bytes: <$type as $crate::field::Field>::BYTES,
                align: <$type as $crate::field::Field>::ALIGN,
                fixed: wire_struct!(@fixed $($fixed)?),
            },)*];

            /// Its bytes.
            #[must_use]
            #[inline]
            pub fn encode(&self) -> [u8; $size] {
                let mut out = [0; $size];
                $(wire_struct!(@encode self, out, $offset, $field: $type $(= $fixed)?);)*
                out
            }

            /// Writes its bytes at the start of `out`; false, and nothing is written, if they don't fit.
            #[inline]
            pub fn write(&self, out: &mut [u8]) -> bool {
                match out.first_chunk_mut::<$size>() {
                    Some(place) => {
                        *place = self.encode();
                        true
                    }
                    None => false,
                }
            }

            /// Reads it from the start of `bytes`, which may go on behind it.
            ///
            /// # Errors
            /// The first field, in wire order, that has no legal value; `Truncated` at 0 if bytes are missing.
            #[inline]
            pub fn decode_prefix(bytes: &[u8]) -> Result<Self, $crate::field::Refusal> {
                let Some(bytes) = bytes.first_chunk::<$size>() else {
                    return Err($crate::field::Refusal { offset: 0, reason: $crate::field::Reason::Truncated });
                };
                $(wire_struct!(@decode bytes, $offset, $field: $type $(= $fixed)?);)*
                let value = wire_struct!(@collect $name [] $($field $(= $fixed)?,)*);
                $crate::structs::Validate::validate(&value)?;
                Ok(value)
            }

            /// Reads it from bytes that are nothing else.
            ///
            /// # Errors
            /// As [`Self::decode_prefix`]; `Overlong` at 0 if bytes are left over.
            #[inline]
            pub fn decode(bytes: &[u8]) -> Result<Self, $crate::field::Refusal> {
                if bytes.len() > $size {
                    return Err($crate::field::Refusal { offset: 0, reason: $crate::field::Reason::Overlong });
                }
                Self::decode_prefix(bytes)
            }
        }

        const _: () = assert!($crate::layout::is_sound($name::FIELDS, $name::SIZE));
    };

    // the members are the fields that no value fixes
    (@members [$(#[$doc:meta])*] $name:ident [$($members:tt)*]) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name { $($members)* }
    };
    (@members $doc:tt $name:ident $members:tt $(#[$d:meta])* $field:ident: $type:ty = $fixed:tt, $($rest:tt)*) => {
        wire_struct!(@members $doc $name $members $($rest)*);
    };
    (@members $doc:tt $name:ident [$($members:tt)*] $(#[$d:meta])* $field:ident: $type:ty, $($rest:tt)*) => {
        wire_struct!(@members $doc $name [$($members)* $(#[$d])* pub $field: $type,] $($rest)*);
    };
    (@collect $name:ident [$($members:ident)*]) => { $name { $($members),* } };
    (@collect $name:ident $members:tt $field:ident = $fixed:tt, $($rest:tt)*) => {
        wire_struct!(@collect $name $members $($rest)*)
    };
    (@collect $name:ident [$($members:ident)*] $field:ident, $($rest:tt)*) => {
        wire_struct!(@collect $name [$($members)* $field] $($rest)*)
    };

    (@fixed) => { None };
    (@fixed $fixed:tt) => { Some($fixed) };
    (@encode $self:ident, $out:ident, $offset:literal, $field:ident: $type:ty = 0) => {};
    (@encode $self:ident, $out:ident, $offset:literal, $field:ident: $type:ty = $fixed:tt) => {
        <$type as $crate::field::Field>::write(&$fixed, &mut $out, $offset)
    };
    (@encode $self:ident, $out:ident, $offset:literal, $field:ident: $type:ty) => {
        <$type as $crate::field::Field>::write(&$self.$field, &mut $out, $offset)
    };
    (@decode $bytes:ident, $offset:literal, $field:ident: $type:ty = 0) => {
        $crate::structs::require_zero($bytes, $offset, <$type as $crate::field::Field>::BYTES)?
    };
    (@decode $bytes:ident, $offset:literal, $field:ident: $type:ty = $fixed:tt) => {
        if <$type as $crate::field::Field>::read($bytes, $offset)? != $fixed {
            return Err($crate::field::Refusal { offset: $offset, reason: $crate::field::Reason::Version });
        }
    };
    (@decode $bytes:ident, $offset:literal, $field:ident: $type:ty) => {
        let $field = <$type as $crate::field::Field>::read($bytes, $offset)?;
    };
}
