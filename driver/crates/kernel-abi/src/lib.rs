//! Windows' kernel structures and imports that the driver needs, under Windows' own names.
#![no_std]
#![allow(non_snake_case, non_camel_case_types)]
