//! Which files are reported (FIL-1 to FIL-3).

use crate::arena::{Arena, PolicySize};
use crate::directory_tree::DirectoryTree;
use crate::text::Text;
use crate::text_table::{TextTable, TextTableBuilder};
use crate::upcase::Upcase;

const DOT: u16 = b'.' as u16;
const COLON: u16 = b':' as u16;

/// Parts of a name as FltParseFileNameInformation gives them.
#[derive(Clone, Copy, Debug)]
pub struct FileName<'n> {
    /// ParentDir: directories, without the volume and, of a remote name, without server and share.
    pub parent_dir: &'n [u16],
    /// FinalComponent: stream included.
    pub final_component: &'n [u16],
    /// Stream: from its colon on; empty if there is none.
    pub stream: &'n [u16],
}

/// Extensions and directories of files that are reported. Matches in one pass over a name, however many there are, without
/// allocating. IRQL: any, as tables and upper case lie in non-paged memory.
#[derive(Clone, Copy)]
pub struct PathMatch<'a> {
    extensions: TextTable<'a>,
    directories: DirectoryTree<'a>,
}

impl<'a> PathMatch<'a> {
    /// Memory for these lists; `None` where no memory is enough.
    pub fn size<'t>(
        extensions: impl Iterator<Item = Text<'t>>,
        directories: impl Iterator<Item = Text<'t>>,
    ) -> Option<PolicySize> {
        let (texts, units) = Text::measure(extensions)?;
        TextTableBuilder::size(texts, units)?.plus(DirectoryTree::size(directories)?)
    }

    /// Reports files with one of these extensions (without the dot) below one of these directories (adjacent components,
    /// separated by backslashes). `None` where the memory is too small.
    pub fn build<'t>(
        arena: &mut Arena<'a>,
        upcase: Upcase<'a>,
        extensions: impl Iterator<Item = Text<'t>> + Clone,
        directories: impl Iterator<Item = Text<'t>> + Clone,
    ) -> Option<Self> {
        let (texts, units) = Text::measure(extensions.clone())?;
        let mut table = TextTableBuilder::new(arena, upcase, texts, units)?;
        for extension in extensions {
            table.add(extension)?;
        }
        let directories = DirectoryTree::build(arena, upcase, directories)?;
        Some(Self { extensions: table.finish(), directories })
    }

    /// Whether an operation on a file of this name is reported: extension and directory match.
    #[must_use]
    pub fn is_monitored(&self, name: &FileName<'_>) -> bool {
        self.has_monitored_extension(name) && self.directories.stands_in(name.parent_dir)
    }

    /// FIL-3: the file's extension or that of its stream's own name.
    fn has_monitored_extension(&self, name: &FileName<'_>) -> bool {
        let file_units = name.final_component.len().saturating_sub(name.stream.len());
        let file = name.final_component.get(..file_units).unwrap_or(&[]);
        self.is_extension_monitored(file) || self.stream_has_monitored_extension(name.stream)
    }

    /// FIL-3: the stream's own name, between its colon and that of its type.
    pub(crate) fn stream_has_monitored_extension(&self, stream: &[u16]) -> bool {
        let own = stream.split_first().map_or(&[][..], |(_, behind)| before(behind, COLON));
        self.is_extension_monitored(own)
    }

    /// FIL-3: what follows the last dot is one of the extensions.
    pub(crate) fn is_extension_monitored(&self, name: &[u16]) -> bool {
        let mut head = name;
        while let [rest @ .., unit] = head {
            if *unit == DOT {
                let extension = name.get(head.len()..).unwrap_or(&[]);
                return self.extensions.find(extension) != TextTable::NONE;
            }
            head = rest;
        }
        false
    }
}

/// What stands before the first `unit`; all where there is none.
pub(crate) fn before(text: &[u16], unit: u16) -> &[u16] {
    text.split(|&each| each == unit).next().unwrap_or(text)
}
