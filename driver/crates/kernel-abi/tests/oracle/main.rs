//! Compares every declared structure, constant, type and signature with C headers of other authors: mingw-w64's DDK headers and,
//! for the filter manager, Wine's `fltkernel.h`; structures that Wine's other kernel headers have with those too. A cross compiler for Windows evaluates them; nothing of them is run.
//! `transcribed.h` stands in for what those headers lack, and `exceptions.rs` says what that is.
//!
//! What a wrong declaration can still do: be read wrongly twice where it is transcribed; be a constant that only Microsoft's
//! headers have; stand in a field that is declared as plain words; or differ on ARM64 alone, for which there is no compiler here
//! (Microsoft's headers pack nothing there, so that both 64-bit processors have one layout).
//!
//! Debian packages: gcc-mingw-w64-x86-64, mingw-w64-x86-64-dev, libwine-dev. Without them the tests fail, unless
//! `EDRKM_ORACLE_MAY_BE_LEFT_OUT=1` says that they may be left out; they then say so.

// the lints allow these in test functions, not in what they call
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod checks;
mod compiler;
mod exceptions;
mod signatures;
mod sources;

use checks::{differences, Check};
use compiler::{Headers, Oracle};
use kernel_abi::Layout;

/// The values that C gives, or `None` where the oracle may be left out.
fn evaluated(checks: &[Check], headers: Headers) -> Option<Vec<u64>> {
    Oracle::find(headers).map(|oracle| oracle.evaluate(checks))
}

fn assert_agree(checks: &[Check], headers: Headers) {
    assert!(!checks.is_empty(), "nothing to compare");
    if let Some(values) = evaluated(checks, headers) {
        let found = differences(checks, &values);
        assert!(found.is_empty(), "{} of {} differ:\n{}", found.len(), checks.len(), found.join("\n"));
        println!("{} values agree", checks.len());
    }
}

#[test]
fn structures_agree_in_size_and_in_each_field() {
    assert_agree(&checks::structures(|layout| exceptions::has_layout(layout.c_type)), Headers::Kernel);
}

#[test]
fn structures_agree_with_wines_headers_where_it_has_them() {
    let known = |layout: &Layout| exceptions::IN_WINE.contains(&layout.c_type);
    let mut checks = checks::structures(known);
    // mingw-w64's headers decide on types: Wine names some of them in its own way
    checks.retain(|check| !check.what.starts_with("type of"));
    checks.retain(|check| !exceptions::OTHERWISE_IN_WINE.iter().any(|name| check.what.contains(name)));
    assert_agree(&checks, Headers::Wine);
}

#[test]
fn constants_agree() {
    assert_agree(&checks::constants(false), Headers::Kernel);
    assert_agree(&checks::constants(true), Headers::Programs);
}

#[test]
fn names_of_numbers_agree_in_size_and_sign() {
    assert_agree(&checks::numbers(), Headers::Kernel);
}

#[test]
fn signatures_of_imports_and_callbacks_agree() {
    if let Some(oracle) = Oracle::find(Headers::Kernel) {
        let declarations = signatures::declarations();
        assert!(declarations.len() > 90, "only {} signatures were read from the sources", declarations.len());
        oracle.compile_declarations(&declarations).unwrap_or_else(|errors| panic!("signatures differ:\n{errors}"));
        println!("{} signatures agree", declarations.len());
    }
}

#[test]
fn a_signature_that_the_headers_give_otherwise_or_lack_is_found() {
    if let Some(oracle) = Oracle::find(Headers::Kernel) {
        let pass = |text: &str| {
            oracle.compile_declarations(&signatures::of_function(text).into_iter().collect::<Vec<_>>()).is_ok()
        };
        let right = "IoCreateSymbolicLink(A: *const UNICODE_STRING, B: *const UNICODE_STRING) -> NTSTATUS;";
        assert!(pass(right));
        assert!(!pass(&right.replace("B: *const UNICODE_STRING", "B: u32")), "a wrong type of a parameter passed");
        assert!(!pass(&right.replace(", B: *const UNICODE_STRING", "")), "a missing parameter passed");
        assert!(!pass(&right.replace("-> NTSTATUS", "")), "a missing result passed");
        assert!(!pass("IoCreateNoLink(A: *const UNICODE_STRING) -> NTSTATUS;"), "an unknown function passed");
    }
}

#[test]
fn a_planted_wrong_value_is_found_whichever_it_is() {
    let mut all = checks::structures(|layout| exceptions::has_layout(layout.c_type));
    all.extend(checks::constants(false));
    all.extend(checks::numbers());
    let Some(values) = evaluated(&all, Headers::Kernel) else { return };
    for index in 0..all.len() {
        let right = all[index].expected;
        all[index].expected = right.wrapping_add(4);
        let found = differences(&all, &values);
        assert_eq!(found.len(), 1, "planted in {}: {found:?}", all[index].what);
        assert!(found[0].contains(&all[index].what), "{found:?} doesn't name {}", all[index].what);
        all[index].expected = right;
    }
}

#[test]
fn every_structure_in_the_sources_is_listed() {
    let mut listed: Vec<_> = kernel_abi::layouts().iter().map(|layout| layout.name.to_owned()).collect();
    let mut written = sources::declared_structures();
    listed.sort();
    written.sort();
    assert_eq!(listed, written, "layouts() and the sources");
}

#[test]
fn every_constant_in_the_sources_is_listed() {
    let mut listed: Vec<_> =
        kernel_abi::constants().iter().flat_map(|table| table.iter()).map(|c| c.name.to_owned()).collect();
    let mut written = sources::declared_constants();
    listed.sort();
    written.sort();
    assert_eq!(listed, written, "constants() and the sources");
}

#[test]
fn every_structure_is_declared_by_a_macro_that_proves_it() {
    let bare = sources::structures_outside_the_macros();
    assert!(bare.is_empty(), "declared without proof: {bare:?}");
}

#[test]
fn an_exception_names_something_declared_that_the_headers_really_lack() {
    exceptions::assert_each_is_declared();
    if let Some(oracle) = Oracle::find(Headers::Kernel) {
        let mut lacking: Vec<_> = exceptions::UNKNOWN.iter().map(|exception| exception.name).collect();
        lacking.extend(exceptions::FOR_PROGRAMS);
        oracle.assert_unknown(&lacking);
    }
}
