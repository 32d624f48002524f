//! Sequences of directories, looked for anywhere in a path (FIL-1).
//!
//! One pass over the path's components: where a sequence breaks off, the search goes on with the longest one that its end
//! begins, so no component is looked at twice.
//!
//! Source: A. Aho, M. Corasick, "Efficient string matching", Communications of the ACM 18 (1975), with components in the
//! place of characters.

use crate::arena::{halves, pair, Arena, PolicySize, Row};
use crate::components::Component;
use crate::step_table::{StepTable, StepTableBuilder};
use crate::text::Text;
use crate::text_table::{TextHash, TextTable, TextTableBuilder};
use crate::upcase::Upcase;

const ROOT: u32 = 0;

/// A filled tree. Looks up without allocating.
#[derive(Clone, Copy)]
pub(crate) struct DirectoryTree<'a> {
    components: TextTable<'a>,
    steps: StepTable<'a>,
    nodes: &'a [Row],
}

/// A node: where the search goes on when its sequence breaks off, and whether a sequence has ended when it is reached.
#[derive(Clone, Copy)]
struct Node {
    shorter: u32,
    ends: bool,
}

impl Node {
    fn read(nodes: &[Row], node: u32) -> Option<Self> {
        let &[first, _] = nodes.get(node as usize)?;
        let (shorter, ends) = halves(first);
        Some(Self { shorter, ends: ends != 0 })
    }

    fn write(self, nodes: &mut [Row], node: u32) -> Option<()> {
        *nodes.get_mut(node as usize)? = [pair(self.shorter, self.ends as u32), 0];
        Some(())
    }
}

impl<'a> DirectoryTree<'a> {
    /// Memory for these sequences.
    pub fn size<'t>(sequences: impl Iterator<Item = Text<'t>>) -> Option<PolicySize> {
        let (components, units) = Text::measure(sequences.flat_map(Text::components))?;
        let nodes = components.checked_add(1)?;
        let rows = StepTableBuilder::rows(components)?.checked_add(nodes)?;
        TextTableBuilder::size(components, units)?.plus(PolicySize { rows, units: 0 })
    }

    /// Looks for these sequences: adjacent components, separated by backslashes. `None` where the memory is too small.
    pub fn build<'t>(
        arena: &mut Arena<'a>,
        upcase: Upcase<'a>,
        sequences: impl Iterator<Item = Text<'t>> + Clone,
    ) -> Option<Self> {
        let (most, units) = Text::measure(sequences.clone().flat_map(Text::components))?;
        let mut nodes = TreeNodes {
            components: TextTableBuilder::new(arena, upcase, most, units)?,
            steps: StepTableBuilder::new(arena, most)?,
            nodes: arena.rows(most.checked_add(1)?)?,
            last: ROOT,
        };
        let mut deepest = 0_usize;
        for sequence in sequences.clone() {
            deepest = deepest.max(nodes.add(sequence)?);
        }
        let TreeNodes { components, steps, nodes, .. } = nodes;
        let mut tree = TreeLinks { components: components.finish(), steps: steps.finish(), nodes };
        // level by level, as each node's link is found through its parent's
        for depth in 1..deepest {
            for sequence in sequences.clone() {
                tree.link(sequence, depth)?;
            }
        }
        Some(Self { components: tree.components, steps: tree.steps, nodes: tree.nodes })
    }

    /// Whether one of the sequences stands in the path as whole adjacent components.
    pub fn stands_in(&self, path: &[u16]) -> bool {
        let mut node = ROOT;
        let mut rest = path;
        while let Some(component) = Component::take(&mut rest, self.components.upcase(), TextHash::EMPTY) {
            let number = self.components.find_hashed(component.hash, component.text);
            node = next(self.steps, self.nodes, node, number);
            if Node::read(self.nodes, node).is_some_and(|reached| reached.ends) {
                return true;
            }
        }
        false
    }
}

/// A tree whose nodes are being added.
struct TreeNodes<'a> {
    components: TextTableBuilder<'a>,
    steps: StepTableBuilder<'a>,
    nodes: &'a mut [Row],
    last: u32,
}

impl TreeNodes<'_> {
    /// Adds a sequence, and tells how many components it has.
    fn add(&mut self, sequence: Text<'_>) -> Option<usize> {
        let mut node = ROOT;
        let mut depth = 0_usize;
        for component in sequence.components() {
            let number = self.components.add(component)?;
            node = self.steps.find_or_add(node, number, self.last.checked_add(1)?)?;
            self.last = self.last.max(node);
            depth = depth.checked_add(1)?;
        }
        if node != ROOT {
            Node { shorter: ROOT, ends: true }.write(self.nodes, node)?;
        }
        Some(depth)
    }
}

/// A tree whose links are being set.
struct TreeLinks<'a> {
    components: TextTable<'a>,
    steps: StepTable<'a>,
    nodes: &'a mut [Row],
}

impl TreeLinks<'_> {
    /// Links the node of a sequence's component at `depth`, if it has one.
    fn link(&mut self, sequence: Text<'_>, depth: usize) -> Option<()> {
        let mut parent = ROOT;
        let mut texts = sequence.components();
        for _ in 0..depth {
            let Some(component) = texts.next() else { return Some(()) };
            parent = self.steps.find(parent, self.components.find_text(component));
        }
        let Some(component) = texts.next() else { return Some(()) };
        let number = self.components.find_text(component);
        let node = self.steps.find(parent, number);
        let shorter = next(self.steps, self.nodes, Node::read(self.nodes, parent)?.shorter, number);
        let ends = Node::read(self.nodes, node)?.ends || Node::read(self.nodes, shorter)?.ends;
        Node { shorter, ends }.write(self.nodes, node)
    }
}

/// The node that a component leads to. Each turn goes to a shorter sequence, so it ends.
fn next(steps: StepTable<'_>, nodes: &[Row], mut node: u32, component: u32) -> u32 {
    if component == TextTable::NONE {
        return ROOT;
    }
    loop {
        let to = steps.find(node, component);
        if to != StepTable::NONE || node == ROOT {
            return to;
        }
        node = Node::read(nodes, node).map_or(ROOT, |from| from.shorter);
    }
}
