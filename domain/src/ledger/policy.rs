//! Which witnesses are to be believed, and how many of them are enough (C2SP tlog-policy; L-07).
//!
//! The file is written once, printed with the rules and read by everybody: the portal asks these
//! witnesses, and whoever verifies a receipt demands this quorum.

use super::cosignature::cosigned_at;
use super::key::{KeyKind, VerifierKey};
use super::note::Note;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Logs, witnesses and groups that are read at most, each.
const ENTRIES_MAX: usize = 64;

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The logs that are accepted; none when the reader knows the log from elsewhere.
    pub logs: Vec<VerifierKey>,
    /// The witnesses.
    pub witnesses: Vec<Witness>,
    groups: Vec<Group>,
    quorum: Option<Member>,
    text: String,
}

/// A witness of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// What the policy calls it.
    pub name: String,
    /// Its key.
    pub key: VerifierKey,
    /// Where checkpoints are submitted to it, without `/add-checkpoint`.
    pub url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    name: String,
    /// How many members are enough.
    enough: usize,
    members: Vec<Member>,
}

/// A place in the list of witnesses or of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Member {
    Witness(usize),
    Group(usize),
}

/// A witness that has signed a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cosigned {
    /// The name of its key.
    pub witness: String,
    /// When it signed, seconds since 1970-01-01T00:00:00Z, by its own clock.
    pub time_s: u64,
}

/// Why a file is no policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// A line that cannot be read.
    #[error("line {0} of the policy cannot be read")]
    Line(usize),
    /// A name that is defined twice, or a member that is named twice.
    #[error("line {0} of the policy uses a name a second time")]
    Twice(usize),
    /// A name that no line before it defines.
    #[error("line {0} of the policy uses a name that is not defined before it")]
    Unknown(usize),
    /// Not exactly one line `quorum`.
    #[error("a policy has exactly one line `quorum`")]
    Quorum,
}

impl Policy {
    /// Reads a policy file.
    ///
    /// # Errors
    /// [`PolicyError`] names the line.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let mut policy = Self {
            logs: Vec::new(),
            witnesses: Vec::new(),
            groups: Vec::new(),
            quorum: None,
            text: text.to_owned(),
        };
        let (mut quorums, mut members) = (0, HashSet::new());
        for (number, line) in (1..).zip(text.split('\n')) {
            if line.contains(|c: char| c.is_ascii_control() && c != '\t') {
                return Err(PolicyError::Line(number));
            }
            let words: Vec<&str> = line.split([' ', '\t']).filter(|w| !w.is_empty()).collect();
            match words.as_slice() {
                [] => {}
                [first, ..] if first.starts_with('#') => {}
                ["log", key] | ["log", key, _] => policy.add_log(key, number)?,
                ["witness", name, key] => policy.add_witness(name, key, None, number)?,
                ["witness", name, key, url] => {
                    policy.add_witness(name, key, Some((*url).to_owned()), number)?;
                }
                ["group", name, enough, of @ ..] if !of.is_empty() => {
                    policy.add_group(name, enough, of, &mut members, number)?;
                }
                ["quorum", name] => {
                    quorums += 1;
                    policy.quorum = match *name {
                        "none" => None,
                        name => Some(policy.member(name).ok_or(PolicyError::Unknown(number))?),
                    };
                }
                _ => return Err(PolicyError::Line(number)),
            }
        }
        (quorums == 1).then_some(policy).ok_or(PolicyError::Quorum)
    }

    /// The file as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is a witness to be asked.
    pub fn asks(&self) -> bool {
        self.witnesses.iter().any(|witness| witness.url.is_some())
    }

    /// The witnesses that have signed this checkpoint, in the order of the policy.
    pub fn cosigned(&self, note: &Note) -> Vec<Cosigned> {
        let signed = self.witnesses.iter().map(|witness| {
            let time_s = cosigned_at(note, &witness.key)?;
            let witness = witness.key.name().to_owned();
            Some(Cosigned { witness, time_s })
        });
        signed.flatten().collect()
    }

    /// Whether enough witnesses have signed this checkpoint. The log's own signature is looked at
    /// elsewhere.
    pub fn is_met(&self, note: &Note) -> bool {
        self.quorum
            .is_none_or(|quorum| self.has_witnessed(quorum, note))
    }

    fn has_witnessed(&self, member: Member, note: &Note) -> bool {
        match member {
            Member::Witness(at) => cosigned_at(note, &self.witnesses[at].key).is_some(),
            Member::Group(at) => {
                let group = &self.groups[at];
                let have = group.members.iter();
                have.filter(|member| self.has_witnessed(**member, note))
                    .count()
                    >= group.enough
            }
        }
    }

    fn member(&self, name: &str) -> Option<Member> {
        let witness = self.witnesses.iter().position(|w| w.name == name);
        let group = || self.groups.iter().position(|g| g.name == name);
        witness
            .map(Member::Witness)
            .or_else(|| group().map(Member::Group))
    }

    fn add_log(&mut self, key: &str, line: usize) -> Result<(), PolicyError> {
        let key = self.key(key, KeyKind::Ed25519, line)?;
        if self.logs.len() == ENTRIES_MAX {
            return Err(PolicyError::Line(line));
        }
        self.logs.push(key);
        Ok(())
    }

    fn add_witness(
        &mut self,
        name: &str,
        key: &str,
        url: Option<String>,
        line: usize,
    ) -> Result<(), PolicyError> {
        self.check_new(name, line)?;
        let key = self.key(key, KeyKind::Cosignature, line)?;
        let name = name.to_owned();
        self.witnesses.push(Witness { name, key, url });
        Ok(())
    }

    fn add_group(
        &mut self,
        name: &str,
        enough: &str,
        of: &[&str],
        taken: &mut HashSet<Member>,
        line: usize,
    ) -> Result<(), PolicyError> {
        self.check_new(name, line)?;
        let enough = match enough {
            "all" => of.len(),
            "any" => 1,
            digits => {
                let number = super::checkpoint::decimal(digits).and_then(|n| n.try_into().ok());
                number.ok_or(PolicyError::Line(line))?
            }
        };
        if enough == 0 || enough > of.len() {
            return Err(PolicyError::Line(line));
        }
        let mut members = Vec::new();
        for name in of {
            let member = self.member(name).ok_or(PolicyError::Unknown(line))?;
            if !taken.insert(member) {
                return Err(PolicyError::Twice(line));
            }
            members.push(member);
        }
        let name = name.to_owned();
        self.groups.push(Group {
            name,
            enough,
            members,
        });
        Ok(())
    }

    /// Witnesses and groups share their names; `none` is nobody's.
    fn check_new(&self, name: &str, line: usize) -> Result<(), PolicyError> {
        let full = self.witnesses.len().max(self.groups.len()) == ENTRIES_MAX;
        match () {
            () if full || name == "none" => Err(PolicyError::Line(line)),
            () if self.member(name).is_some() => Err(PolicyError::Twice(line)),
            () => Ok(()),
        }
    }

    /// A key of the right kind that no line before has.
    fn key(&self, text: &str, kind: KeyKind, line: usize) -> Result<VerifierKey, PolicyError> {
        let key = VerifierKey::parse(text).map_err(|_| PolicyError::Line(line))?;
        let before = self.witnesses.iter().map(|witness| &witness.key);
        match () {
            () if key.kind() != kind => Err(PolicyError::Line(line)),
            () if before.chain(&self.logs).any(|known| known.same_key(&key)) => {
                Err(PolicyError::Twice(line))
            }
            () => Ok(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::cosignature::cosign;
    use crate::ledger::key::SignerKey;

    fn log() -> SignerKey {
        SignerKey::from_seed("log.example/a", KeyKind::Ed25519, [1; 32]).unwrap()
    }

    fn witness(number: u8) -> SignerKey {
        let name = format!("w.example/{number}");
        SignerKey::from_seed(&name, KeyKind::Cosignature, [number; 32]).unwrap()
    }

    /// Three witnesses of one house, one of another: two of the three and the other.
    fn policy() -> Policy {
        let lines: Vec<String> = (2..=5)
            .map(|n| {
                format!(
                    "witness W{n} {} http://127.0.0.1:{n}",
                    witness(n).verifier()
                )
            })
            .collect();
        let text = format!(
            "# who is believed\nlog {}\n\n{}\n\tgroup house 2 W2 W3 W4\ngroup both all house W5\n\
             quorum both\n",
            log().verifier(),
            lines.join("\n")
        );
        Policy::parse(&text).unwrap()
    }

    fn note(by: &[u8]) -> Note {
        let mut note = Note::sign("log.example/a\n0\nAA==\n", &log()).unwrap();
        for number in by {
            let line = cosign(&note.text, &witness(*number), 7).unwrap();
            note.signatures.push(line);
        }
        note
    }

    #[test]
    fn a_quorum_counts_its_groups() {
        let policy = policy();
        assert_eq!(
            policy.witnesses[3].url.as_deref(),
            Some("http://127.0.0.1:5")
        );
        for (by, enough) in [
            (&[][..], false),
            (&[2, 3][..], false),
            (&[2, 5], false),
            (&[5], false),
            (&[2, 4, 5], true),
            (&[2, 3, 4, 5], true),
        ] {
            assert_eq!(policy.is_met(&note(by)), enough, "{by:?}");
        }
        let cosigned = policy.cosigned(&note(&[5, 2]));
        let names: Vec<_> = cosigned.iter().map(|c| c.witness.as_str()).collect();
        assert_eq!(names, ["w.example/2", "w.example/5"]);
    }

    #[test]
    fn a_signature_over_another_text_counts_for_nobody() {
        let mut forged = note(&[2, 4, 5]);
        forged.text = "log.example/a\n1\nAA==\n".into();
        assert!(!policy().is_met(&forged));
    }

    #[test]
    fn nobody_is_asked_where_the_quorum_is_none() {
        let policy = Policy::parse("quorum none").unwrap();
        assert!(policy.is_met(&note(&[])));
    }

    #[test]
    fn what_is_no_policy_names_its_line() {
        let (two, three) = (witness(2), witness(3));
        let w2 = format!("witness A {}\n", two.verifier());
        let w3 = format!("witness B {}\n", three.verifier());
        for (text, error) in [
            (String::new(), PolicyError::Quorum),
            ("quorum none\nquorum none".into(), PolicyError::Quorum),
            ("quorum A".into(), PolicyError::Unknown(1)),
            (format!("{w2}quorum A B"), PolicyError::Line(2)),
            (
                format!("{w2}witness B {}\n", two.verifier()),
                PolicyError::Twice(2),
            ),
            (
                format!("{w2}{}", w3.replace('B', "A")),
                PolicyError::Twice(2),
            ),
            (
                format!("{}quorum none", w2.replace('A', "none")),
                PolicyError::Line(1),
            ),
            (format!("log {}\n", two.verifier()), PolicyError::Line(1)),
            (format!("{w2}group G 0 A\n"), PolicyError::Line(2)),
            (format!("{w2}group G 2 A\n"), PolicyError::Line(2)),
            (format!("{w2}group G any\n"), PolicyError::Line(2)),
            (format!("{w2}group G any A A\n"), PolicyError::Twice(2)),
            (
                format!("{w2}group G any A\ngroup H any A\n"),
                PolicyError::Twice(3),
            ),
            (format!("{w2}group G any H\n"), PolicyError::Unknown(2)),
            ("witness A nonsense".into(), PolicyError::Line(1)),
            ("quorum none\r\n".into(), PolicyError::Line(1)),
        ] {
            assert_eq!(Policy::parse(&text), Err(error), "{text}");
        }
    }
}
