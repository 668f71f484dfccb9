//! Samples with bytes changed: random bytes alone seldom get past the first line of a reader.

use std::path::Path;

/// A byte that is written over another, put in, or taken out.
pub type Change = (u16, u8, u8);

/// The files of a corpus.
pub struct Samples(Vec<Vec<u8>>);

/// Reads the corpus of a target; `folder` is that of the tests, beside the manifest.
///
/// # Panics
/// When there is none: every target has one in the repository.
pub fn samples(folder: &str, name: &str) -> Samples {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let corpus = folder.join("__fuzz__").join(name).join("corpus");
    let files = std::fs::read_dir(corpus).expect("a corpus");
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "the corpus of {name} has files");
    let read = |path| std::fs::read(path).unwrap();
    Samples(files.into_iter().map(read).collect())
}

impl Samples {
    /// One of the samples with these changes.
    pub fn changed(&self, which: u8, changes: &[Change]) -> Vec<u8> {
        let mut bytes = self.0[usize::from(which) % self.0.len()].clone();
        for (place, how, byte) in changes.iter().take(4) {
            let place = usize::from(*place) % (bytes.len() + 1);
            match how % 3 {
                0 => bytes.insert(place, *byte),
                1 if place < bytes.len() => bytes[place] = *byte,
                _ if place < bytes.len() => drop(bytes.remove(place)),
                _ => bytes.truncate(place / 2),
            }
        }
        bytes
    }
}

/// A test that runs a target over the files of its corpus, over those with bytes changed, and over
/// random bytes; `$folder` is where `__fuzz__` stands, beside the manifest.
macro_rules! fuzz {
    ($folder:expr, $iterations:expr, $name:ident, $target:expr) => {
        #[test]
        fn $name() {
            bolero::check!(name = stringify!($name))
                .with_iterations($iterations)
                .for_each(|bytes: &[u8]| $target(bytes));
            let samples = changed::samples($folder, stringify!($name));
            bolero::check!(name = concat!(stringify!($name), "_changed"))
                .with_type::<(u8, Vec<changed::Change>)>()
                .with_iterations($iterations)
                .for_each(|(which, changes)| $target(&samples.changed(*which, changes)));
        }
    };
}
pub(crate) use fuzz;
