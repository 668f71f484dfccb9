//! How a session is attended: in its place, from afar, or both ways. Nobody types this in: place and blocks
//! of a page say it.

use super::{Bilingual, Block, Revision};

/// How people take part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attendance {
    /// In its place.
    OnSite,
    /// From afar alone; the address of the broadcast, where there is one.
    Online(Option<String>),
    /// In its place, and from afar at this address.
    Mixed(String),
}

/// With this word the place of a session begins that is nowhere but online.
const ONLINE: &str = "线上";
/// Beside it, what says that there is a place as well.
const ON_SITE: [&str; 2] = ["线下", "现场"];
/// What a video is called that is seen while it happens; a recording is no way to take part.
const LIVE_ZH: [&str; 3] = ["直播", "线上", "在线"];
/// The same in English, in lower case.
const LIVE_EN: [&str; 3] = ["live", "online", "broadcast"];

impl Revision {
    /// How the session is attended, by its place and its blocks.
    pub fn attendance(&self) -> Attendance {
        let place = self.venue.zh.trim();
        let only_online =
            place.starts_with(ONLINE) && !ON_SITE.iter().any(|word| place.contains(word));
        let broadcast = self.page.blocks.iter().find_map(|block| match block {
            Block::Video { text, link } if is_live(text) => Some(link.clone()),
            _ => None,
        });
        match (only_online, broadcast) {
            (true, link) => Attendance::Online(link),
            (false, Some(link)) => Attendance::Mixed(link),
            (false, None) => Attendance::OnSite,
        }
    }
}

fn is_live(text: &Bilingual) -> bool {
    let en = text.en.to_lowercase();
    LIVE_ZH.iter().any(|word| text.zh.contains(word))
        || LIVE_EN.iter().any(|word| en.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sessions::PageContent;
    use crate::time::Date;

    const LINK: &str = "https://video.example.com/live";

    fn attended(venue: &str, video: Option<&str>) -> Attendance {
        let noon = Date::of(2026, 11, 20).at(12, 0);
        let text = |zh: &str| Bilingual {
            zh: zh.into(),
            en: String::new(),
        };
        let block = |words| Block::Video {
            text: text(words),
            link: LINK.into(),
        };
        let page = PageContent {
            blocks: video.map(block).into_iter().collect(),
        };
        let revision = Revision {
            number: 1,
            title: Bilingual::default(),
            venue: text(venue),
            starts_at: noon,
            agenda: Vec::new(),
            page,
            author: String::new(),
            saved_at: noon,
            published_at: None,
        };
        revision.attendance()
    }

    #[test]
    fn place_and_broadcast_say_how_a_session_is_attended() {
        let mixed = || Attendance::Mixed(LINK.into());
        let online = |link: Option<&str>| Attendance::Online(link.map(str::to_owned));
        assert_eq!(attended("会展厅三层", None), Attendance::OnSite);
        assert_eq!(attended("会展厅三层", Some("主会场直播")), mixed());
        assert_eq!(
            attended("线上线下同步：会展厅", Some("主会场直播")),
            mixed()
        );
        assert_eq!(
            attended(" 线上会议", Some("主会场直播")),
            online(Some(LINK))
        );
        assert_eq!(attended("线上会议", None), online(None));
    }

    #[test]
    fn a_recording_is_no_way_to_take_part() {
        let recorded = attended("会展厅三层", Some("上一场精彩回顾"));
        assert_eq!(recorded, Attendance::OnSite);
    }
}
