//! The states of the live connection (ux.md §1.6) and how they follow one another.

/// The state of the connection (ux.md §1.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Before the first message: what the server rendered is shown.
    Rendered,
    /// Messages come.
    Live,
    /// No message for twenty seconds.
    Late,
    /// Broken; the next attempt is at this instant of the machine's clock, ms.
    Lost {
        /// When.
        retry_at: i64,
    },
    /// This machine has no network.
    Offline,
    /// Connected again a moment ago.
    Back,
}

impl Connection {
    /// Whether the figures on the page may be out of date.
    pub const fn is_broken(self) -> bool {
        matches!(self, Self::Lost { .. } | Self::Offline)
    }

    /// After a message. `online` is what the machine says of its network; `back_is_over` when the
    /// word that the connection is back has stood long enough.
    ///
    /// A message that was on its way when the network went does not bring it back.
    pub(super) const fn heard(self, online: bool, back_is_over: bool) -> Self {
        match self {
            Self::Offline if !online => self,
            Self::Lost { .. } | Self::Offline => Self::Back,
            Self::Back if !back_is_over => self,
            _ => Self::Live,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Connection::{Back, Late, Live, Lost, Offline, Rendered};

    #[test]
    fn a_message_brings_a_broken_connection_back_and_any_other_to_life() {
        for (before, after) in [
            (Rendered, Live),
            (Live, Live),
            (Late, Live),
            (Lost { retry_at: 1 }, Back),
            (Offline, Back),
            (Back, Back),
        ] {
            assert_eq!(before.heard(true, false), after, "{before:?}");
        }
        assert_eq!(Back.heard(true, true), Live);
    }

    #[test]
    fn a_machine_without_network_stays_offline_whatever_arrives() {
        assert_eq!(Offline.heard(false, false), Offline);
        assert_eq!(Offline.heard(false, true), Offline);
    }
}
