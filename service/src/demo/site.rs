//! Who runs the demonstration: nobody that there is.

use domain::views::SiteNotice;

/// What the foot of every page names in a demonstration.
pub fn site_notice() -> SiteNotice {
    SiteNotice {
        sponsors: vec![
            "江岚省知识产权服务中心（示例）".into(),
            "江岚省科技成果转化促进中心（示例）".into(),
        ],
        operators: vec!["省技术产权交易市场（示例）".into()],
        contact: "电话 19900000000，邮箱 season@example.com，工作日 9:00–17:00".into(),
        site_code: "0000000000（示例）".into(),
        icp: "示ICP备00000000号（示例）".into(),
        police: "示公网安备00000000000000号（示例）".into(),
    }
}
