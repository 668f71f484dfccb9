//! The help centre of the demo season (AS-72): what a bidder, a liaison, an expert and a host need to know,
//! by the rules of the portal, in its own words.

use super::articles::Written;
use domain::articles::ArticleKind;

/// Title and body in Chinese and English.
type Help = ([&'static str; 2], [&'static str; 2]);

/// Days before today of the first; each next one is a day older, so that they stand in this order.
const FIRST: i32 = 40;

/// The articles of help.
pub(super) fn help_articles() -> impl Iterator<Item = Written> {
    let all = BIDDERS.iter().chain(&INSTITUTIONS).chain(&STAFF);
    (FIRST..)
        .zip(all)
        .map(|(days, (title, body))| (ArticleKind::Help, days, "", *title, *body))
}

const BIDDERS: [Help; 5] = [
    (
        ["竞买人：如何参加网络竞价", "Bidders: how to bid online"],
        [
            "## 竞价前\n\
             1. 注册并登录，由省中心审核身份材料\n\
             2. 在标的页报名，接受竞价须知；标的要求保证金的，按页面提示付款并登记\n\
             3. 要求双重验证的标的，先在账号安全中设置\n\n\
             ## 竞价中\n\
             - 每次出价不低于页面所示的最低出价，并落在加价阶梯上\n\
             - 出价前请核对金额，确认后不能撤回\n\
             - 也可以设置委托出价，系统在您的上限内逐级代为出价，上限只有您能看到\n\
             - 临近结束时有人出价，结束时间自动顺延，以服务器时间为准\n\n\
             想先试试？[演练标的](/live)随时可以出价，不产生任何交易。",
            "## Before\n\
             1. Sign up and sign in; the centre checks who you are\n\
             2. Enrol on the page of the lot and accept the notice; pay and record the deposit where one is asked for\n\
             3. Set up a second factor where the lot asks for one\n\n\
             ## While it runs\n\
             - A bid is at least the minimum that the page shows, on the ladder of increments\n\
             - Look at the amount before you confirm: a bid cannot be taken back\n\
             - Or set a maximum: the system bids for you step by step, and only you see it\n\
             - A bid near the end moves the end; the clock of the server counts\n\n\
             Try it first? [Practice lots](/en/live) take bids at any time and sell nothing.",
        ],
    ),
    (
        ["竞买人：保证金的交纳与退还", "Bidders: deposits"],
        [
            "## 交纳\n\
             - 标的页写明是否需要保证金及金额\n\
             - 付款后在标的页登记付款信息，由省中心核对到账后确认；未确认前不能出价\n\n\
             ## 退还\n\
             - 未成交的竞买人，竞价结束后24小时内进入退还\n\
             - 竞得人的保证金冲抵成交价\n\
             - 竞得后拒绝签约的，保证金不予退还\n\n\
             每一笔的状态可在登录后的“我的保证金”中查看。",
            "## Paying\n\
             - The page of a lot says whether it asks for a deposit, and how much\n\
             - Record your payment on that page; the centre confirms what has arrived, and you bid from then on\n\n\
             ## Getting it back\n\
             - Whoever has not bought is released within 24 hours of the close\n\
             - The deposit of the buyer counts towards the price\n\
             - Who wins and then refuses to buy loses it\n\n\
             Your account lists where each of them stands.",
        ],
    ),
    (
        ["竞买人：竞得之后", "Bidders: after you have won"],
        [
            "1. 成交确认：省中心核对身份与材料后出具成交确认\n\
             2. 合同签署：双方在期限内签订合同\n\
             3. 技术合同登记\n\
             4. 价款支付\n\
             5. 转让的办理权属变更登记，许可的办理备案\n\
             6. 交割完成\n\n\
             每一步需要上一步的证明，进度显示在标的页；买受人名称不公开。",
            "1. Confirmation: the centre checks who you are and confirms the deal\n\
             2. Contract: both sides sign within the term\n\
             3. Registration of the technology contract\n\
             4. Payment\n\
             5. Registration of the transfer, or record of the licence\n\
             6. Delivery\n\n\
             Each step needs the proof of the one before. The page of the lot shows how far it is, never who bought.",
        ],
    ),
    (
        ["如何关注标的并接收提醒", "How to follow a lot"],
        [
            "在标的页或列表上点“关注”，排期、开始前一天和一小时、价格变更及结果都会通知您。\n\n\
             - 通知的种类和静默时段可在登录后的通知设置中调整\n\
             - 关注列表可以生成日历订阅链接，延时或取消会自动更新\n\
             - 常用的筛选可以保存，每日摘要告诉您有哪些新标的",
            "Choose “Follow” on a lot: you hear when it is listed, a day and an hour before it opens, of new terms, and how it ends.\n\n\
             - Kinds of notices and quiet hours are among the settings of your account\n\
             - The list of what you follow has a link for your calendar program, which moves with extensions and cancellations\n\
             - A filter that you use often can be saved; a daily digest tells what is new",
        ],
    ),
    (
        ["如何看懂标的页", "How to read the page of a lot"],
        [
            "## 基本信息\n\
             - 技术成熟度分为1至9级，级数越高越接近应用\n\
             - 交易方式说明是转让、许可还是作价入股；权利限制写明质押、许可、共有等情况\n\n\
             ## 几种标记\n\
             - **双碳**、**省外百万级**、**国家级/省级项目**：符合相应条件\n\
             - **专利包**：多项标的整体交易，包内标的不单独竞价\n\
             - **开放许可**：按公布的标准和方式支付费用即可获得许可，不参加竞价\n\n\
             至多四项标的可以[并排比较](/lots/compare)。",
            "## Facts\n\
             - Readiness goes from 1 to 9; the higher, the closer to use\n\
             - Modes say whether it is transferred, licensed or put into a company; restrictions name pledges, licences and co-owners\n\n\
             ## Marks\n\
             - Dual carbon, out of province, national or provincial project: it meets the rule of that column\n\
             - Patent package: several lots are dealt with together, and none of them is bid for by itself\n\
             - Open licence: whoever pays what is published gets the licence; nobody bids for it\n\n\
             Up to four lots can be [compared](/en/lots/compare).",
        ],
    ),
];

const INSTITUTIONS: [Help; 4] = [
    (
        [
            "联络员：单位参加活动的步骤",
            "Liaisons: how an institution takes part",
        ],
        [
            "1. 单位[申请入驻](/signup)，审核通过后用管理员账号登录\n\
             2. 加入本季活动，指定一名活动联络员；更换联络员时保留历史\n\
             3. 首次参加的单位签订《委托服务协议》并上传，以后不再填写\n\
             4. 打印带编号和条码的报送单，加盖公章后上传扫描件，原件寄送省中心\n\
             5. 在截止日前报送标的；确需延期的，由省中心为本单位单独开放\n\n\
             各项是否完成，在“参加活动”页面逐项显示。",
            "1. Your institution [signs up](/en/signup); once it is approved, sign in with the account of its manager\n\
             2. Join the season and name one liaison; whoever was it before stays on record\n\
             3. Who takes part for the first time hands in the service agreement, once for ever\n\
             4. Print the sheet with number and barcode, upload its stamped scan, and post the paper to the centre\n\
             5. Submit your lots before the deadline; the centre can reopen for one institution\n\n\
             The page of your part shows what is done and what is left.",
        ],
    ),
    (
        ["联络员：填表导入", "Liaisons: importing a form"],
        [
            "1. 在[下载专区](/downloads)下载本季表格，不要改动表头\n\
             2. 填写后上传，支持.xlsx以及UTF-8或GBK编码的.csv，一次至多2000行\n\
             3. 查看预览：新增、变更、相同和有误的行分别列出，每处错误指明行、列和原因\n\
             4. 有误时下载批注过的原表，改正后重新上传；或选择只提交正确的行\n\
             5. 确认提交。同一份表格再次上传不会重复生成\n\n\
             提交后24小时内，在标的尚未进入评审等后续环节时，可以整批撤销。",
            "1. Take the forms of the season from [downloads](/en/downloads); leave the headings as they are\n\
             2. Upload it: .xlsx, or .csv in UTF-8 or GBK, up to 2000 rows at once\n\
             3. Look at the preview: new, changed, same and wrong rows, each fault with row, column and reason\n\
             4. Take the annotated copy, put it right and upload it again, or submit the good rows alone\n\
             5. Commit. The same file again makes nothing twice\n\n\
             Within 24 hours the whole upload can be undone while nothing depends on it.",
        ],
    ),
    (
        [
            "联络员：在线填报与数量要求",
            "Liaisons: typing a lot online, and numbers",
        ],
        [
            "在线填报分为若干部分，随填随存，可以隔天再填；每一栏都有说明，全部完成后提交。\n\n\
             ## 数量要求\n\
             - 每家单位的推荐总数有上限，本科院校另有数量和计划项目的要求，工作台上随时显示进度\n\
             - 现场路演推介的项目单独标记\n\
             - “原则上”的要求确有困难的，由省中心说明理由后豁免\n\n\
             ## 请勿公开的信息\n\
             保留价、联系人和非公开附件只有本单位和省中心可见，请不要写进简介。",
            "A lot is typed section by section and saved as you go; every field has its help, and you submit when all are done.\n\n\
             ## Numbers\n\
             - Each institution has a limit, universities with undergraduates further targets; your desk shows how far you are\n\
             - Lots for the roadshow are marked by themselves\n\
             - Where a rule holds in principle, the centre may waive it with a reason\n\n\
             ## What is not public\n\
             Reserve, contact and private files are seen by your institution and the centre alone: leave them out of the summary.",
        ],
    ),
    (
        [
            "联络员：标的被退回怎么办",
            "Liaisons: when a lot comes back",
        ],
        [
            "评审前或评审中退回的标的，会在对应栏目旁注明需要修改的内容，并通知联络员。\n\n\
             1. 打开被退回的标的，按批注逐栏修改\n\
             2. 重新提交，编号不变\n\n\
             入选与否由省中心在至少三份评审意见的基础上决定，并写明理由。",
            "A lot that is returned has a note beside each field that is meant, and the liaison is told.\n\n\
             1. Open it and change those fields\n\
             2. Submit it again; its number stays\n\n\
             The centre alone selects, with a reason, once three reviews are in.",
        ],
    ),
];

const STAFF: [Help; 3] = [
    (
        ["评审专家：如何评审", "Experts: how to review"],
        [
            "1. 登录后进入评审工作台，左侧是分派给您的标的，右侧是评分表\n\
             2. 从技术先进性、可实施性、市场应用前景和法律保护性四个方面打分，均为0至100的整数\n\
             3. 写明意见，给出重点推荐、推荐或不推荐的结论\n\
             4. 提交后不能修改，提交前请核对\n\n\
             ## 回避\n\
             本人或所在单位与标的有利害关系的，请在工作台选择回避；来自权利人单位的专家不会被分派。",
            "1. Sign in and open the desk of reviews: your lots on the left, the sheet on the right\n\
             2. Score four criteria, each a whole number from 0 to 100: advancement, feasibility, market, legal protection\n\
             3. Write your comment and recommend it strongly, recommend it, or not\n\
             4. What is submitted never changes: look at it before\n\n\
             ## Recusal\n\
             Recuse yourself where you or your unit have an interest; experts of the owner are never assigned.",
        ],
    ),
    (
        ["承办单位：办好一场专场", "Hosts: running a session"],
        [
            "## 会前\n\
             - 在“编辑专场”中编辑页面，确认后发布；公开的专场见[专场列表](/sessions)\n\
             - 开放报名，设置名额；满额后自动候补\n\
             - 关注各项指标的完成进度，数据由标的、议程和台账自动统计\n\n\
             ## 当天\n\
             - 用手机扫码签到，没有网络也可以使用\n\
             - 在现场台上两步登记企业的意向，系统生成回访任务\n\n\
             ## 会后\n\
             每项意向由一名技术经理人跟进；逾期的会列出，结束回访须写明结果。之后提交总结报告。",
            "## Before\n\
             - Write the page of your session at its desk and publish it; public ones are in the [list](/en/sessions)\n\
             - Open registration with a number of places; a waiting list moves up by itself\n\
             - Watch the targets: they are counted from lots, agenda and logbooks\n\n\
             ## On the day\n\
             - Check people in with a phone, with or without a network\n\
             - Note the interest of an enterprise in two taps; it becomes a follow-up\n\n\
             ## Afterwards\n\
             One technology manager looks after each interest. What is late is listed, and nothing is closed without a note. Then hand in the report.",
        ],
    ),
    (
        ["承办单位：专利包", "Hosts: patent packages"],
        [
            "1. 在专场的专利包页面选择2至20项展示中的标的，填写名称、简介和一个起拍价\n\
             2. 推出后，包内标的不再单独进入竞价场次\n\
             3. 同一单位的标的，可由省中心把专利包作为一项标的发布并安排竞价；起拍价不得低于包内标的保留价之和\n\
             4. 未进入竞价的专利包可以撤销，包内标的恢复单独交易\n\n\
             开放许可的标的不能编入专利包。",
            "1. Choose 2 to 20 lots of your session that are on display; give a title, a summary and one start price\n\
             2. From then on none of them goes into a round by itself\n\
             3. The centre may publish a package of one owner as one lot and put it into a round; it starts no lower than the reserves together\n\
             4. A package that is not in a round can be dissolved; its lots are dealt with singly again\n\n\
             Lots under open licence cannot come into a package.",
        ],
    ),
];
