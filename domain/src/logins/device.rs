//! What a browser says it is, in so few words that a person knows his devices by them. The rest of
//! the `User-Agent` is kept nowhere.

use serde::{Deserialize, Serialize};

codes! {
    /// The browser of a sign-in.
    Browser {
        Edge = "EDGE" / "Edge",
        Chrome = "CHROME" / "Chrome",
        Firefox = "FIREFOX" / "Firefox",
        Safari = "SAFARI" / "Safari",
        WeChat = "WECHAT" / "微信",
        Other = "OTHER" / "其他浏览器",
    }
}

codes! {
    /// The system that it runs on.
    System {
        Windows = "WINDOWS" / "Windows",
        MacOs = "MACOS" / "macOS",
        Android = "ANDROID" / "Android",
        Ios = "IOS" / "iOS",
        Harmony = "HARMONY" / "鸿蒙",
        Linux = "LINUX" / "Linux",
        Other = "OTHER" / "其他系统",
    }
}

/// A device in plain words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// The browser.
    pub browser: Browser,
    /// The system.
    pub system: System,
}

impl Default for Device {
    /// One that says nothing of itself.
    fn default() -> Self {
        Self {
            browser: Browser::Other,
            system: System::Other,
        }
    }
}

/// The word of a browser's name, where it is to be looked for. The order counts: most browsers call
/// themselves Chrome and Safari as well.
const BROWSERS: [(&str, Browser); 9] = [
    ("MicroMessenger/", Browser::WeChat),
    ("Edg/", Browser::Edge),
    ("EdgA/", Browser::Edge),
    ("EdgiOS/", Browser::Edge),
    ("FxiOS/", Browser::Firefox),
    ("Firefox/", Browser::Firefox),
    ("CriOS/", Browser::Chrome),
    ("Chrome/", Browser::Chrome),
    ("Safari/", Browser::Safari),
];

/// The same for systems: Android calls itself Linux, iPhones are like Mac OS X.
const SYSTEMS: [(&str, System); 9] = [
    ("HarmonyOS", System::Harmony),
    ("OpenHarmony", System::Harmony),
    ("Android", System::Android),
    ("iPhone", System::Ios),
    ("iPad", System::Ios),
    ("Windows", System::Windows),
    ("Macintosh", System::MacOs),
    ("CrOS", System::Linux),
    ("Linux", System::Linux),
];

impl Device {
    /// What a `User-Agent` says; [`Device::default`] of what it does not.
    pub fn of_user_agent(text: &str) -> Self {
        fn first<T: Copy>(table: &[(&str, T)], text: &str, other: T) -> T {
            let found = table.iter().find(|(word, _)| text.contains(word));
            found.map_or(other, |(_, value)| *value)
        }
        Self {
            browser: first(&BROWSERS, text, Browser::Other),
            system: first(&SYSTEMS, text, System::Other),
        }
    }

    /// As it is stored: both codes with a blank between.
    pub fn to_code(self) -> String {
        format!("{} {}", self.browser.code(), self.system.code())
    }

    /// What was stored; nothing when it is no such text.
    pub fn from_code(code: &str) -> Option<Self> {
        let (browser, system) = code.split_once(' ')?;
        Some(Self {
            browser: Browser::from_code(browser)?,
            system: System::from_code(system)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_known_by_what_they_say() {
        for (text, browser, system) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                Browser::Edge,
                System::Windows,
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 HeadlessChrome/140.0.0.0 Safari/537.36",
                Browser::Chrome,
                System::Linux,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like \
                 Gecko) Version/18.0 Safari/605.1.15",
                Browser::Safari,
                System::MacOs,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
                 Mobile/15E148 MicroMessenger/8.0.50",
                Browser::WeChat,
                System::Ios,
            ),
            (
                "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
                Browser::Firefox,
                System::Android,
            ),
            ("curl/8.9", Browser::Other, System::Other),
            ("", Browser::Other, System::Other),
        ] {
            let device = Device::of_user_agent(text);
            assert_eq!((device.browser, device.system), (browser, system), "{text}");
        }
    }

    #[test]
    fn every_device_is_stored_and_read_back() {
        for browser in Browser::ALL {
            for system in System::ALL {
                let device = Device {
                    browser: *browser,
                    system: *system,
                };
                assert_eq!(Device::from_code(&device.to_code()), Some(device));
            }
        }
        assert_eq!(Device::from_code("CHROME"), None);
    }
}
