//! Technology needs of the demo season: published ones of every industry, and two that wait on the desk.
//! Every enterprise is fictional.

use super::DemoSeason;
use crate::Error;
use domain::collection::{CooperationMode, Disclosure, NeedRow, NeedSource, NeedType};
use domain::credit_codes::CreditCode;
use domain::ids::{NeedCode, SessionId};
use domain::institutions::City;
use domain::lots::{Contact, Industry};
use domain::money::Fen;
use domain::needs::NeedState;
use domain::seasons::Season;
use domain::text::squeeze;
use domain::time::{Date, Timestamp};
use store::{NewNeed, Tx};

const DAY_MS: i64 = 86_400_000;
/// How many of the list are published; the rest waits.
const PUBLISHED: usize = 12;
/// How many are given to a session of their industry.
const IN_SESSIONS: usize = 4;

/// A need in short.
struct Sketch {
    title: &'static str,
    enterprise: &'static str,
    city: City,
    industry: Industry,
    kind: NeedType,
    problem: &'static str,
    indicators: &'static str,
    /// 万元
    investment: i64,
    mode: CooperationMode,
    keywords: [&'static str; 2],
    disclosure: Disclosure,
}

/// What every background ends with.
const COMMON: &str = "企业已具备中试条件和稳定的应用场景，可提供试验线、测试样品和工艺数据，希望与高校院所联合攻关，形成可批量应用的解决方案。";

const SKETCHES: [Sketch; PUBLISHED + 2] = [
    Sketch {
        title: "动力电池极片涂布厚度在线检测",
        enterprise: "芦港储能装备有限公司（示例）",
        city: City::Yancheng,
        industry: Industry::Energy,
        kind: NeedType::KeyTechnology,
        problem: "极片涂布厚度目前靠离线抽检，异常发现滞后，造成整卷报废。",
        indicators: "测量精度不低于±0.5微米，扫描速度不低于每分钟30米，误报率低于0.5%。",
        investment: 180,
        mode: CooperationMode::JointDevelopment,
        keywords: ["涂布", "在线检测"],
        disclosure: Disclosure::HideEnterprise,
    },
    Sketch {
        title: "海上风电基础防腐涂层寿命提升",
        enterprise: "潮汐海工涂料有限公司（示例）",
        city: City::Nantong,
        industry: Industry::Energy,
        kind: NeedType::ProductUpgrade,
        problem: "浪溅区涂层五年内即出现起泡脱落，海上返修成本高、窗口期短。",
        indicators: "中性盐雾试验不低于6000小时，附着力不低于8兆帕，设计寿命25年。",
        investment: 260,
        mode: CooperationMode::CommissionedDevelopment,
        keywords: ["防腐涂层", "海上风电"],
        disclosure: Disclosure::Full,
    },
    Sketch {
        title: "抗体药物层析填料国产替代",
        enterprise: "岭南桥生物制品有限公司（示例）",
        city: City::Taizhou,
        industry: Industry::Bio,
        kind: NeedType::KeyTechnology,
        problem: "蛋白纯化所用层析填料依赖进口，供货周期长，价格占下游成本三成以上。",
        indicators: "动态载量不低于每毫升55毫克，清洗100次后载量保持率不低于90%。",
        investment: 500,
        mode: CooperationMode::Transfer,
        keywords: ["层析填料", "抗体纯化"],
        disclosure: Disclosure::HideEnterpriseAndRegion,
    },
    Sketch {
        title: "体外诊断微流控芯片批量封装",
        enterprise: "栖霞里诊断技术有限公司（示例）",
        city: City::Nanjing,
        industry: Industry::Bio,
        kind: NeedType::TechnicalReform,
        problem: "芯片键合依赖人工对位，批间差异大，良率长期停留在八成左右。",
        indicators: "键合对位误差不大于10微米，单片节拍不超过6秒，良率不低于97%。",
        investment: 120,
        mode: CooperationMode::Service,
        keywords: ["微流控", "封装"],
        disclosure: Disclosure::Full,
    },
    Sketch {
        title: "边缘侧大模型推理功耗优化",
        enterprise: "云汐智能科技有限公司（示例）",
        city: City::Suzhou,
        industry: Industry::It,
        kind: NeedType::KeyTechnology,
        problem: "巡检终端在现场离线运行，推理功耗过高，连续工作时间不足两小时。",
        indicators: "70亿参数模型推理功耗不高于15瓦，首字延迟不超过800毫秒。",
        investment: 300,
        mode: CooperationMode::JointDevelopment,
        keywords: ["边缘推理", "低功耗"],
        disclosure: Disclosure::Full,
    },
    Sketch {
        title: "工业现场时间敏感网络调度软件",
        enterprise: "澄湖工控有限公司（示例）",
        city: City::Wuxi,
        industry: Industry::It,
        kind: NeedType::Consulting,
        problem: "产线混合流量下控制报文抖动大，影响多轴同步，现有交换设备无法调优。",
        indicators: "128个节点下端到端抖动不超过10微秒，调度求解时间不超过30秒。",
        investment: 90,
        mode: CooperationMode::Consulting,
        keywords: ["时间敏感", "调度"],
        disclosure: Disclosure::HideEnterprise,
    },
    Sketch {
        title: "精密减速器齿面磨损状态评估",
        enterprise: "铸山传动机械有限公司（示例）",
        city: City::Changzhou,
        industry: Industry::Manufacturing,
        kind: NeedType::EquipmentImprovement,
        problem: "机器人用减速器出厂后缺少磨损评估手段，售后只能整机更换。",
        indicators: "剩余寿命预测误差不超过15%，传感器加装后整机增重不超过80克。",
        investment: 150,
        mode: CooperationMode::JointDevelopment,
        keywords: ["减速器", "寿命预测"],
        disclosure: Disclosure::Full,
    },
    Sketch {
        title: "大型铸件三维打印砂型强度提升",
        enterprise: "运河铸造有限公司（示例）",
        city: City::Huaian,
        industry: Industry::Manufacturing,
        kind: NeedType::TechnicalReform,
        problem: "打印砂型在转运和浇注时边角易脱落，铸件返工率居高不下。",
        indicators: "砂型抗拉强度不低于1.8兆帕，发气量不高于每克10毫升。",
        investment: 80,
        mode: CooperationMode::Licence,
        keywords: ["砂型打印", "铸造"],
        disclosure: Disclosure::TitleOnly,
    },
    Sketch {
        title: "印染废水中盐的低成本回收",
        enterprise: "青渚纺织科技有限公司（示例）",
        city: City::Suqian,
        industry: Industry::Environment,
        kind: NeedType::KeyTechnology,
        problem: "印染废水含盐量高，现有蒸发结晶能耗大，回收盐因色度不能回用。",
        indicators: "吨水电耗不高于35千瓦时，回收盐纯度不低于98.5%，盐回用率不低于85%。",
        investment: 220,
        mode: CooperationMode::CommissionedDevelopment,
        keywords: ["废水", "盐回收"],
        disclosure: Disclosure::Full,
    },
    Sketch {
        title: "挥发性有机物低温催化净化",
        enterprise: "江湾环保设备有限公司（示例）",
        city: City::Zhenjiang,
        industry: Industry::Environment,
        kind: NeedType::ProductUpgrade,
        problem: "低浓度大风量废气用现有工艺处理能耗高，催化剂含贵金属、易中毒。",
        indicators: "180℃下去除率不低于95%，贵金属用量降低60%，连续运行8000小时。",
        investment: 130,
        mode: CooperationMode::Transfer,
        keywords: ["催化剂", "废气净化"],
        disclosure: Disclosure::HideEnterprise,
    },
    Sketch {
        title: "高导热氮化铝基板烧结变形控制",
        enterprise: "石臼电子陶瓷有限公司（示例）",
        city: City::Xuzhou,
        industry: Industry::Materials,
        kind: NeedType::TechnicalReform,
        problem: "大尺寸基板烧结后翘曲超差，研磨去除量大，材料利用率低。",
        indicators: "导热系数不低于每米开尔文200瓦，114毫米见方基板翘曲不大于30微米。",
        investment: 200,
        mode: CooperationMode::JointDevelopment,
        keywords: ["氮化铝", "烧结"],
        disclosure: Disclosure::Full,
    },
    Sketch {
        title: "可回收碳纤维复合材料快速固化",
        enterprise: "海州湾复合材料有限公司（示例）",
        city: City::Lianyungang,
        industry: Industry::Materials,
        kind: NeedType::KeyTechnology,
        problem: "车用部件固化周期过长，报废件树脂不可降解，纤维无法回收再用。",
        indicators: "130℃下固化时间不超过3分钟，纤维回收后强度保持率不低于90%。",
        investment: 350,
        mode: CooperationMode::Equity,
        keywords: ["碳纤维", "固化"],
        disclosure: Disclosure::HideEnterprise,
    },
    Sketch {
        title: "水产养殖尾水快速检测装置",
        enterprise: "范水渔业科技有限公司（示例）",
        city: City::Yangzhou,
        industry: Industry::Environment,
        kind: NeedType::ProductUpgrade,
        problem: "尾水氨氮和总磷依靠送检，结果滞后两天，无法指导排放调度。",
        indicators: "单次检测不超过15分钟，氨氮检测下限每升0.05毫克，误差不超过10%。",
        investment: 60,
        mode: CooperationMode::JointDevelopment,
        keywords: ["尾水", "快速检测"],
        disclosure: Disclosure::Full,
    },
    Sketch {
        title: "功率器件封装用银烧结浆料",
        enterprise: "石头城半导体材料有限公司（示例）",
        city: City::Nanjing,
        industry: Industry::Materials,
        kind: NeedType::KeyTechnology,
        problem: "车规功率模块对结温要求提高，现有焊料空洞率高，冷热循环后易开裂。",
        indicators: "剪切强度不低于40兆帕，空洞率不高于2%，冷热循环1000次无裂纹。",
        investment: 160,
        mode: CooperationMode::Transfer,
        keywords: ["银烧结", "功率器件"],
        disclosure: Disclosure::HideEnterprise,
    },
];

/// The row as its enterprise would have filled it in.
fn row(number: usize, sketch: &Sketch, today: Date) -> Result<NeedRow, Error> {
    let code = CreditCode::complete(&format!("91320000MA{:07}", 8_100_000 + number));
    let code = code.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(NeedRow {
        title: sketch.title.into(),
        enterprise: sketch.enterprise.into(),
        credit_code: code.as_str().to_owned(),
        enterprise_kinds: Vec::new(),
        city: sketch.city,
        region: format!("{}市", sketch.city.form_label()),
        park: None,
        industry: sketch.industry,
        need_type: sketch.kind,
        background: format!("{}{COMMON}", sketch.problem),
        indicators: sketch.indicators.into(),
        existing_basis: None,
        investment: Fen::yuan(sketch.investment * 10_000),
        cooperation: vec![sketch.mode],
        valid_until: today.plus_days(120 + 10 * number as i32),
        partner: None,
        keywords: sketch.keywords.map(str::to_owned).to_vec(),
        disclosure: sketch.disclosure,
        hidden: Vec::new(),
        contest_consent: number.is_multiple_of(2),
        source: Some(NeedSource::Branch),
        referrer: None,
        contact: Contact {
            name: "示例联系人".into(),
            phone: format!("1990002{number:04}"),
            email: Some(format!("need{number}@example.com")),
        },
        remark: None,
    })
}

/// The first published need of an industry with its title, which a session of it presents.
pub(super) fn presented(season: &Season, of: Industry) -> Option<(NeedCode, &'static str)> {
    let mut published = SKETCHES[..PUBLISHED].iter();
    let first = published.find(|sketch| sketch.industry == of)?;
    Some((code(season, of, 1)?, first.title))
}

/// `X2026-BIO-0001` (domain.md §3.4).
fn code(season: &Season, industry: Industry, number: u32) -> Option<NeedCode> {
    NeedCode::parse(&format!("X{}-{industry}-{number:04}", season.year))
}

/// The session of the season whose agenda names a need.
fn presenting(demo: &DemoSeason, code: &NeedCode) -> Option<SessionId> {
    let mut sessions = demo.sessions.iter();
    let found = sessions.find(|(_, revisions)| {
        let rows = revisions.last().map(|one| one.agenda.as_slice());
        rows.unwrap_or_default()
            .iter()
            .any(|row| row.need().as_ref() == Some(code))
    });
    found.map(|(session, _)| session.id)
}

/// A session of the season for one of the first needs of its industry.
fn session_of(demo: &DemoSeason, season: &Season, industry: Industry) -> Option<SessionId> {
    let sessions = demo.sessions.iter().map(|(session, _)| session);
    let mut fitting = sessions.filter(|one| one.season == season.id && one.industry == industry);
    fitting.next_back().map(|session| session.id)
}

/// Writes the needs of the current season.
pub(super) async fn write(
    tx: &mut Tx,
    demo: &DemoSeason,
    (today, now): (Date, Timestamp),
) -> Result<(), Error> {
    let season = demo.seasons.last().ok_or(Error::NotFound)?;
    for (place, sketch) in SKETCHES.iter().enumerate() {
        let row = row(place + 1, sketch, today)?;
        let industry = sketch.industry;
        let number = tx.next_need_number(season.id, industry).await?;
        let code = code(season, industry, number).ok_or(Error::NotFound)?;
        let of_industry = Some(industry).filter(|_| place < IN_SESSIONS);
        let of_industry = of_industry.and_then(|of| session_of(demo, season, of));
        let identity = format!("need:{}|{}", squeeze(&row.title), squeeze(&row.enterprise));
        let days = (SKETCHES.len() - place) as i64;
        let handed_in = now.plus_millis(-(10 + days) * DAY_MS);
        let new = NewNeed {
            code: &code,
            season: season.id,
            session: presenting(demo, &code).or(of_industry),
            submitter: None,
            row: &row,
            identity_key: &identity,
            digest: "demo",
            at: handed_in,
        };
        let id = tx.insert_need(&new).await?;
        if place < PUBLISHED {
            let published = Some(now.plus_millis(-days * DAY_MS));
            tx.move_need(id, 1, NeedState::Approved, ("", None)).await?;
            tx.move_need(id, 2, NeedState::Published, ("", published))
                .await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::needs::NeedSheet;
    use domain::text::length;
    use std::collections::BTreeSet;

    /// What the form asks for (domain.md §4.3).
    #[test]
    fn every_need_fits_the_form_and_names_nobody_who_hides() {
        let today = Date::of(2026, 11, 18);
        let rows = SKETCHES.iter().enumerate();
        let rows: Vec<NeedRow> = rows
            .map(|(place, sketch)| row(place + 1, sketch, today).expect("a row"))
            .collect();
        for row in &rows {
            assert!((4..=80).contains(&length(&row.title)), "{}", row.title);
            assert!(
                (50..=2000).contains(&length(&row.background)),
                "{}",
                row.title
            );
            assert!(
                (20..=2000).contains(&length(&row.indicators)),
                "{}",
                row.title
            );
            assert!(row.indicators.bytes().any(|byte| byte.is_ascii_digit()));
            let words = row.keywords.iter();
            assert!(
                words
                    .map(|word| length(word))
                    .all(|length| (2..=12).contains(&length))
            );
            assert!(row.enterprise.ends_with("（示例）"));
            assert!(!NeedSheet::of(row).names(row), "{}", row.title);
        }
        let titles: BTreeSet<&str> = rows.iter().map(|row| row.title.as_str()).collect();
        assert_eq!(titles.len(), SKETCHES.len());
        let shown = &SKETCHES[..PUBLISHED];
        for industry in Industry::ALL.iter().filter(|one| **one != Industry::Other) {
            assert!(shown.iter().any(|sketch| sketch.industry == *industry));
        }
    }
}
