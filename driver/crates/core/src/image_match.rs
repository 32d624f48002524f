//! Policy lists of images: whole paths on the system volume (PRC-3).

use crate::arena::{Arena, PolicySize};
use crate::text::Text;
use crate::text_table::{TextTable, TextTableBuilder};
use crate::upcase::Upcase;

/// A list of entries such as `\Windows\System32\lsass.exe`. Matches without allocating, at a cost that the number of entries
/// doesn't change. IRQL: any.
#[derive(Clone, Copy)]
pub struct ImageMatch<'a> {
    paths: TextTable<'a>,
    empty: bool,
}

impl<'a> ImageMatch<'a> {
    /// Memory for these entries; `None` where no memory is enough.
    pub fn size<'t>(entries: impl Iterator<Item = Text<'t>>) -> Option<PolicySize> {
        let (texts, units) = Text::measure(entries)?;
        TextTableBuilder::size(texts, units)
    }

    /// A list of these entries. `None` where the memory is too small.
    pub fn build<'t>(
        arena: &mut Arena<'a>,
        upcase: Upcase<'a>,
        entries: impl Iterator<Item = Text<'t>> + Clone,
    ) -> Option<Self> {
        let (texts, units) = Text::measure(entries.clone())?;
        let mut table = TextTableBuilder::new(arena, upcase, texts, units)?;
        for entry in entries {
            table.add(entry)?;
        }
        let empty = table.is_empty();
        Some(Self { paths: table.finish(), empty })
    }

    /// Whether nothing can match, so that no image is worth asking for (STR-12).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.empty
    }

    /// Whether anything can match while the system volume is this one, so that an image is worth asking for (STR-12).
    #[must_use]
    pub fn can_match(&self, system_volume: Option<&[u16]>) -> bool {
        !self.empty && system_volume.is_some()
    }

    /// Whether the image's path is the volume's device name followed by an entry, whole, case apart (PRC-3).
    ///
    /// `system_volume`: device name of the volume that holds `\SystemRoot`, such as `\Device\HarddiskVolume3`; `None` while
    /// it is unresolved, when nothing matches.
    #[must_use]
    pub fn matches(&self, system_volume: Option<&[u16]>, image: &[u16]) -> bool {
        let upcase = self.paths.upcase();
        !self.empty
            && system_volume
                .and_then(|volume| upcase.strip_prefix(image, volume))
                .is_some_and(|path| self.paths.find(path) != TextTable::NONE)
    }
}
