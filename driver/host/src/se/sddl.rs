//! SDDL, as far as device and process objects need it. Source: Microsoft, "SDDL for Device Objects".

use super::{Ace, Descriptor, Sid};

const SIDS: [(&str, &str); 10] = [
    ("SY", "S-1-5-18"),
    ("BA", "S-1-5-32-544"),
    ("BU", "S-1-5-32-545"),
    ("LS", "S-1-5-19"),
    ("NS", "S-1-5-20"),
    ("WD", "S-1-1-0"),
    ("AU", "S-1-5-11"),
    ("IU", "S-1-5-4"),
    ("RC", "S-1-5-12"),
    ("OW", "S-1-3-4"),
];

const RIGHTS: [(&str, u32); 12] = [
    ("GA", 0x1000_0000),
    ("GR", 0x8000_0000),
    ("GW", 0x4000_0000),
    ("GX", 0x2000_0000),
    ("SD", 0x0001_0000),
    ("RC", 0x0002_0000),
    ("WD", 0x0004_0000),
    ("WO", 0x0008_0000),
    ("FA", 0x001F_01FF),
    ("FR", 0x0012_0089),
    ("FW", 0x0012_0116),
    ("FX", 0x0012_00A0),
];

/// Reads a descriptor.
pub(super) fn parse(text: &str) -> Result<Descriptor, String> {
    let mut descriptor = Descriptor::default();
    let mut rest = text;
    while !rest.is_empty() {
        let (part, value) = rest.split_at_checked(2).ok_or_else(|| format!("SDDL '{text}' ends within a part"))?;
        let end = next_part(value);
        match part {
            "O:" => descriptor.owner = Some(sid(&value[..end])?),
            "G:" => descriptor.group = Some(sid(&value[..end])?),
            "D:" => read_dacl(&mut descriptor, &value[..end])?,
            _ => return Err(format!("SDDL '{text}' has a part {part}, which is not read here")),
        }
        rest = &value[end..];
    }
    Ok(descriptor)
}

/// Where the next `X:` outside parentheses begins.
fn next_part(text: &str) -> usize {
    let mut depth = 0;
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            ':' if depth == 0 => return at.saturating_sub(1),
            _ => {}
        }
    }
    text.len()
}

fn read_dacl(descriptor: &mut Descriptor, text: &str) -> Result<(), String> {
    let start = text.find('(').unwrap_or(text.len());
    match &text[..start] {
        "" => {}
        "P" => descriptor.protected = true,
        flags => return Err(format!("SDDL flags '{flags}' of a DACL are not read here")),
    }
    let mut entries = Vec::new();
    let mut rest = &text[start..];
    while !rest.is_empty() {
        let end =
            rest.find(')').filter(|_| rest.starts_with('(')).ok_or_else(|| format!("SDDL '{rest}' is no entry"))?;
        entries.push(ace(&rest[1..end])?);
        rest = &rest[end + 1..];
    }
    descriptor.dacl = Some(entries);
    Ok(())
}

fn ace(text: &str) -> Result<Ace, String> {
    let [kind, "", rights, "", "", sid_text] = text.split(';').collect::<Vec<_>>()[..] else {
        return Err(format!("SDDL entry '{text}' has flags, object types or not six parts"));
    };
    let allows = match kind {
        "A" => true,
        "D" => false,
        _ => return Err(format!("SDDL entry '{text}' is of a type that is not read here")),
    };
    Ok(Ace { allows, flags: 0, mask: mask(rights)?, sid: sid(sid_text)? })
}

fn mask(text: &str) -> Result<u32, String> {
    let unknown = || format!("unknown right in SDDL '{text}'");
    if let Some(digits) = text.strip_prefix("0x") {
        return u32::from_str_radix(digits, 16).map_err(|_| unknown());
    }
    let mut sum = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let (name, more) = rest.split_at_checked(2).ok_or_else(unknown)?;
        sum |= RIGHTS.iter().find(|(known, _)| *known == name).ok_or_else(unknown)?.1;
        rest = more;
    }
    Ok(sum)
}

fn sid(text: &str) -> Result<Sid, String> {
    let long = SIDS.iter().find(|(short, _)| *short == text).map_or(text, |(_, long)| long);
    Sid::parse(long).ok_or_else(|| format!("unknown SID '{text}' in SDDL"))
}

/// Writes a DACL; an object without one is `D:NO_ACCESS_CONTROL`.
pub(super) fn write(descriptor: &Descriptor) -> String {
    let Some(dacl) = &descriptor.dacl else { return "D:NO_ACCESS_CONTROL".into() };
    let mut text = String::from(if descriptor.protected { "D:P" } else { "D:" });
    for entry in dacl {
        let name = RIGHTS.iter().find(|(_, mask)| *mask == entry.mask);
        let rights = name.map_or_else(|| format!("0x{:x}", entry.mask), |(name, _)| (*name).to_owned());
        let long = entry.sid.to_string();
        let whom = SIDS.iter().find(|(_, known)| *known == long).map_or(long.as_str(), |(short, _)| short);
        text += &format!("({};;{rights};;;{whom})", if entry.allows { "A" } else { "D" });
    }
    text
}
