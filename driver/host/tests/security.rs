//! Tokens, descriptors and the access check.

use edrkm_host::se::{check, Account, Descriptor, Token, DEVICE, MAXIMUM_ALLOWED};
use kernel_abi::STATUS_ACCESS_DENIED;

const DEVICE_SDDL: &str = "D:P(A;;GA;;;SY)(A;;GA;;;BA)";

fn opens(account: Account, sddl: &str, desired: u32) -> Result<u32, i32> {
    check(&Token::of(account), &Descriptor::from_sddl(sddl).unwrap(), desired, DEVICE)
}

#[test]
fn administrators_and_the_system_open_the_device_and_nobody_else_does() {
    for (account, may) in [
        (Account::System, true),
        (Account::Administrator, true),
        (Account::FilteredAdministrator, false),
        (Account::User, false),
        (Account::LocalService, false),
    ] {
        let opened = opens(account, DEVICE_SDDL, 0xC010_0080);
        assert_eq!(opened, if may { Ok(0x0012_019F) } else { Err(STATUS_ACCESS_DENIED) }, "{account:?}");
    }
}

#[test]
fn a_group_for_deny_only_is_seen_by_entries_that_deny() {
    let sddl = "D:P(D;;GW;;;BA)(A;;GA;;;WD)";
    assert_eq!(opens(Account::FilteredAdministrator, sddl, 0x4000_0000), Err(STATUS_ACCESS_DENIED));
    assert_eq!(opens(Account::User, sddl, 0x4000_0000), Ok(0x0012_0116));
}

#[test]
fn the_first_entry_about_a_right_decides() {
    assert_eq!(opens(Account::Administrator, "D:(A;;0x1;;;BA)(D;;0x3;;;WD)", 0x1), Ok(1));
    assert_eq!(opens(Account::Administrator, "D:(A;;0x1;;;BA)(D;;0x3;;;WD)", 0x2), Err(STATUS_ACCESS_DENIED));
    assert_eq!(opens(Account::Administrator, "D:(A;;0x1;;;BA)(D;;0x3;;;WD)", MAXIMUM_ALLOWED), Ok(1));
}

#[test]
fn an_empty_list_allows_nothing_and_none_everything() {
    assert_eq!(opens(Account::System, "D:P", 1), Err(STATUS_ACCESS_DENIED));
    let open = check(&Token::of(Account::User), &Descriptor::default(), MAXIMUM_ALLOWED, DEVICE);
    assert_eq!(open, Ok(0x001F_01FF));
}

/// D:P(A;;GA;;;SY)(A;;GA;;;BA), self-relative.
fn binary() -> Vec<u8> {
    let system = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0];
    let administrators = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0];
    let mut bytes = vec![1, 0, 4, 0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0, 0];
    bytes.extend([2, 0, 8 + 20 + 24, 0, 2, 0, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0x10]);
    bytes.extend(system);
    bytes.extend([0, 0, 24, 0, 0, 0, 0, 0x10]);
    bytes.extend(administrators);
    bytes
}

#[test]
fn the_binary_form_says_what_the_text_says() {
    let read = Descriptor::parse(&binary()).unwrap();
    assert_eq!(read, Descriptor::from_sddl(DEVICE_SDDL).unwrap());
    assert_eq!(read.sddl(), DEVICE_SDDL);
    assert_eq!(Descriptor::read(binary().as_ptr()), Some(read));
}

#[test]
fn a_binary_form_that_is_cut_off_anywhere_is_refused() {
    let whole = binary();
    for length in 0..whole.len() {
        assert_eq!(Descriptor::parse(&whole[..length]), None, "{length} bytes");
    }
    let mut absolute = whole;
    absolute[3] = 0x10;
    assert_eq!(Descriptor::parse(&absolute), None);
}
