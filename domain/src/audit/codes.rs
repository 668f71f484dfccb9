//! What was done, and to what.

use super::Class;

codes! {
    /// What was done (操作). A new act needs a line here and a label in both languages.
    Act {
        SignIn = "login.begin" / "登录",
        SignOut = "login.end" / "退出登录",
        LoginEnd = "login.terminate" / "终止登录",
        PasswordChange = "password.change" / "修改密码",
        RecoveryMail = "recovery.mail" / "寄出找回密码邮件",
        PasswordRecover = "password.recover" / "凭邮件重设密码",
        MailAddressAsk = "mail.ask" / "登记邮箱",
        MailAddressConfirm = "mail.confirm" / "确认邮箱",
        MailAddressRemove = "mail.remove" / "删除邮箱",
        AccountCreate = "account.create" / "新建账号",
        AdminLink = "admin.link" / "签发管理员链接",
        AdminSetUp = "admin.set_up" / "启用管理员账号",
        AccountDeactivate = "account.deactivate" / "停用账号",
        ApplicationSubmit = "application.submit" / "提交入驻申请",
        ApplicationApprove = "application.approve" / "通过入驻申请",
        ApplicationReturn = "application.return" / "退回入驻申请",
        ApplicationWithdraw = "application.withdraw" / "撤回入驻申请",
        InvitationMake = "invitation.make" / "邀请人员",
        InvitationAccept = "invitation.accept" / "接受邀请",
        InvitationEnd = "invitation.end" / "取消邀请",
        RolePropose = "role.propose" / "提议变更角色",
        RoleDecline = "role.decline" / "驳回角色变更",
        RoleChange = "role.change" / "变更角色",
        AccountExport = "account.export" / "导出本人数据",
        AccountErase = "account.erase" / "注销账号",
        CalendarLink = "calendar.link" / "生成日历链接",
        NoticesSet = "notices.set" / "修改通知设置",
        FactorEnrol = "factor.enrol" / "启用两步验证",
        FactorRemove = "factor.remove" / "停用两步验证",
        FactorCodes = "factor.codes" / "更换恢复码",
        FactorProve = "factor.prove" / "验证通过",
        FactorRecover = "factor.recover" / "使用恢复码",
        FactorWrong = "factor.wrong" / "验证未通过",
        PasskeyAdd = "passkey.add" / "添加通行密钥",
        PasskeyRename = "passkey.rename" / "通行密钥改名",
        PasskeyRemove = "passkey.remove" / "删除通行密钥",
        PasskeyProve = "passkey.prove" / "通行密钥验证通过",
        PasskeyWrong = "passkey.wrong" / "通行密钥验证未通过",
        PasskeyBehind = "passkey.behind" / "通行密钥计数回退",
        TokenCreate = "token.create" / "签发令牌",
        TokenEnd = "token.end" / "作废令牌",
        WebhookCreate = "webhook.create" / "新建网络回调",
        WebhookChange = "webhook.change" / "修改网络回调",
        WebhookSwitch = "webhook.switch" / "启停网络回调",
        WebhookDelete = "webhook.delete" / "删除网络回调",
        WebhookTest = "webhook.test" / "测试网络回调",
        WebhookResend = "webhook.resend" / "重发网络回调",
        WebhookGiveUp = "webhook.give_up" / "自动停用网络回调",
        PushAdd = "push.add" / "开启浏览器通知",
        PushRenew = "push.renew" / "更新浏览器通知地址",
        PushEnd = "push.end" / "关闭浏览器通知",
        PushGone = "push.gone" / "浏览器通知失效",
        SessionCreate = "session.create" / "新建专场",
        SessionChange = "session.change" / "调整专场",
        SessionSave = "session.save" / "保存专场页面",
        SessionPublish = "session.publish" / "发布专场页面",
        LogbookWrite = "logbook.write" / "登记专场台账",
        LogbookRemove = "logbook.remove" / "删除台账条目",
        LogbookRestore = "logbook.restore" / "恢复台账条目",
        LogbookImport = "logbook.import" / "导入专场台账",
        TargetWaive = "target.waive" / "豁免专场指标",
        RegistrationSet = "registration.set" / "设置报名",
        RegistrationMake = "registration.make" / "报名参会",
        RegistrationRaise = "registration.raise" / "候补转正",
        RegistrationAccept = "registration.accept" / "签署免责声明",
        RegistrationCancel = "registration.cancel" / "取消报名",
        RegistrationExport = "registration.export" / "导出报名名单",
        GuestImport = "guest.import" / "导入受邀单位",
        GuestInvite = "guest.invite" / "发送参会邀请",
        GuestDecline = "guest.decline" / "谢绝参会邀请",
        GuestRemove = "guest.remove" / "删除受邀单位",
        GuestExport = "guest.export" / "导出受邀名单",
        CheckIn = "registration.check_in" / "签到",
        TalkSet = "talk.set" / "设置洽谈时段",
        TalkRemove = "talk.remove" / "删除洽谈时段",
        TalkBook = "talk.book" / "预约洽谈",
        TalkRelease = "talk.release" / "取消洽谈预约",
        SessionSchedule = "session.schedule" / "定时发布专场页面",
        SessionCancel = "session.cancel" / "取消专场",
        SessionWaive = "session.waive" / "放宽专场截止日期",
        ArticleSave = "article.save" / "保存文章",
        ArticlePublish = "article.publish" / "发布文章",
        ArticleWithdraw = "article.withdraw" / "撤下文章",
        FeedbackGive = "feedback.give" / "反馈标的意见",
        SeasonCreate = "season.create" / "新建活动季",
        SeasonMove = "season.move" / "开启或结束活动季",
        RoundCreate = "round.create" / "新建竞价场次",
        /// A round was postponed, with all of its lots.
        RoundMove = "round.move" / "场次改期",
        DraftBegin = "draft.begin" / "新建标的草稿",
        DraftSave = "draft.save" / "保存标的草稿",
        DraftDelete = "draft.delete" / "删除标的草稿",
        DraftRestore = "draft.restore" / "恢复标的草稿",
        DraftPurge = "draft.purge" / "清除已删草稿",
        LotSubmit = "lot.submit" / "在线报送标的",
        /// Its owner has ticked 内容可公开.
        LotClear = "lot.clear" / "确认标的内容可公开",
        LotImport = "lot.import" / "导入标的",
        LotReimport = "lot.reimport" / "按征集表更改标的",
        LotImportUndo = "lot.import_undo" / "撤销标的导入",
        OpenLicenceSet = "open_licence.set" / "填写开放许可声明",
        LicenceNotify = "licence.notify" / "开放许可通知",
        LicencePaid = "licence.paid" / "登记许可使用费支付",
        LotFeature = "lot.feature" / "调整重点推荐",
        PackageOpen = "package.open" / "推出专利包",
        PackageOffer = "package.offer" / "专利包作为标的推出",
        PackageDissolve = "package.dissolve" / "撤销专利包",
        SessionLotAdd = "session_lot.add" / "标的编入专场",
        SessionLotRemove = "session_lot.remove" / "标的移出专场",
        LotWithdraw = "lot.withdraw" / "撤下标的",
        LotArchive = "lot.archive" / "归档标的",
        LotTag = "lot.tag" / "设置标的标签",
        LotPublish = "lot.publish" / "发布标的",
        ReviewGroup = "review.group" / "设置评价工作小组",
        ReviewAssign = "review.assign" / "分派评审",
        ReviewSubmit = "review.submit" / "提交评审",
        ReviewRecuse = "review.recuse" / "回避评审",
        LotReview = "lot.review" / "标的送评审",
        LotSelect = "lot.select" / "标的入选",
        LotReject = "lot.reject" / "标的未入选",
        LotReturn = "lot.return" / "退回标的",
        PoolExport = "pool.export" / "导出遴选池",
        ReleaseMake = "release.make" / "新建发布批次",
        ReleasePublish = "release.publish" / "发布批次",
        ReleaseCancel = "release.cancel" / "取消发布批次",
        LotList = "lot.list" / "标的编入场次",
        LotOpen = "lot.open" / "开始竞价",
        LotEnrol = "lot.enrol" / "报名竞买",
        LotMove = "lot.move" / "成交办理",
        PriorityName = "priority.name" / "登记优先购买权",
        PriorityTakeBack = "priority.take_back" / "撤回优先购买权",
        ReserveCorrect = "reserve.correct" / "调整保留价",
        InterventionRequest = "intervention.request" / "申请干预",
        InterventionApprove = "intervention.approve" / "批准干预",
        InterventionDecline = "intervention.decline" / "驳回干预",
        InterventionExpire = "intervention.expire" / "干预申请过期",
        InterventionCarryOut = "intervention.carry_out" / "执行干预",
        DepositDeclare = "deposit.declare" / "登记付款",
        DepositConfirm = "deposit.confirm" / "确认到账",
        DepositPayOut = "deposit.pay_out" / "登记退还",
        DepositRefuse = "deposit.refuse" / "退回付款登记",
        DepositSettle = "deposit.settle" / "结算保证金",
        BidderNote = "bidder.note" / "记录竞买人情况",
        ImportUpload = "import.upload" / "上传征集表",
        ImportCommit = "import.commit" / "提交征集表",
        FileAttach = "file.attach" / "上传附件",
        FileDetach = "file.detach" / "删除附件",
        FileRead = "file.read" / "下载不公开附件",
        ParticipationJoin = "participation.join" / "参加活动季",
        LiaisonName = "liaison.name" / "指定活动联络员",
        AgreementHandIn = "agreement.hand_in" / "提交委托服务协议",
        AgreementDecide = "agreement.decide" / "确认或退回委托服务协议",
        PaperNote = "participation.paper" / "登记纸质材料",
        SubmissionReopen = "participation.reopen" / "单独延长报送",
        /// Written by versions that kept the waivers of quotas apart.
        QuotaWaive = "quota.waive" / "放宽名额",
        /// Written by versions that kept the waivers of participations apart.
        ParticipationWaive = "participation.waive" / "准予例外",
        WaiverGrant = "waiver.grant" / "准予豁免",
        WaiverEnd = "waiver.end" / "取消豁免",
        ExpertNominate = "expert.nominate" / "推荐专家",
        ExpertDecide = "expert.decide" / "入选或移出专家团",
        ImportUndo = "import.undo" / "撤销征集表",
        InterestNote = "interest.note" / "记录合作意向",
        FollowUpAssign = "follow_up.assign" / "指派回访",
        FollowUpLog = "follow_up.log" / "记录回访",
        FollowUpEnd = "follow_up.end" / "办结回访",
        IntakeRecord = "intake.record" / "登记线下成交或意向",
        IntakeDecide = "intake.decide" / "核实或退回线下登记",
        IntakeRewrite = "intake.rewrite" / "更新线下汇交",
        IntakeWithdraw = "intake.withdraw" / "撤回线下汇交",
        IntakeProve = "intake.prove" / "补交线下汇交凭证",
        ReportSave = "report.save" / "编写总结报告",
        ReportSubmit = "report.submit" / "提交总结报告",
        ReportDecide = "report.decide" / "接收或退回总结报告",
        NeedImport = "need.import" / "导入需求",
        NeedReimport = "need.reimport" / "按征集表更改需求",
        NeedImportUndo = "need.import_undo" / "撤销需求导入",
        NeedDiagnose = "need.diagnose" / "需求诊断",
        NeedPublish = "need.publish" / "需求发榜",
        NeedClose = "need.close" / "关闭需求",
        LedgerKey = "ledger.key" / "更换账本密钥",
        LedgerPurge = "ledger.purge" / "清理到期账本明细",
        PersonalRead = "personal.read" / "查看个人信息",
        ContactsForget = "contacts.forget" / "清除到期联系信息",
        AuditExport = "audit.export" / "导出审计记录",
        AuditPurge = "audit.purge" / "清理到期审计记录",
    }
}

codes! {
    /// What it was done to (对象).
    ObjectKind {
        Account = "account" / "账号",
        Agreement = "agreement" / "委托服务协议",
        Application = "application" / "入驻申请",
        Article = "article" / "文章",
        Audit = "audit" / "审计记录",
        Deposit = "deposit" / "保证金",
        Draft = "draft" / "标的草稿",
        Expert = "expert" / "专家",
        File = "file" / "附件",
        Guest = "guest" / "受邀单位",
        Import = "import" / "征集表",
        Intake = "intake" / "线下汇交",
        Interest = "interest" / "合作意向",
        Invitation = "invitation" / "邀请",
        Ledger = "ledger" / "公开账本",
        Lot = "lot" / "标的",
        Need = "need" / "技术需求",
        Push = "push" / "浏览器通知",
        Participation = "participation" / "参与单位",
        Pool = "pool" / "遴选池",
        Registration = "registration" / "报名",
        Release = "release" / "发布批次",
        ReviewGroup = "review_group" / "评价工作小组",
        Package = "package" / "专利包",
        Round = "round" / "竞价场次",
        Season = "season" / "活动季",
        Session = "session" / "产业专场",
        Token = "token" / "令牌",
        /// Written by versions that kept the waivers of quotas apart.
        Quota = "quota" / "名额",
        Waiver = "waiver" / "豁免",
        Webhook = "webhook" / "网络回调",
    }
}

impl ObjectKind {
    /// How long rows about it are kept at least: whatever belongs to the bidding as long as the law on
    /// auctions wants (reliability.md C-04).
    pub const fn class(self) -> Class {
        match self {
            Self::Agreement
            | Self::Deposit
            | Self::Import
            | Self::Intake
            | Self::Ledger
            | Self::Lot
            | Self::Participation
            | Self::Pool
            | Self::Release
            | Self::ReviewGroup
            | Self::Package
            | Self::Round
            | Self::Season
            | Self::Quota
            | Self::Waiver => Class::Auction,
            Self::Account
            | Self::Application
            | Self::Article
            | Self::Audit
            | Self::Draft
            | Self::Expert
            | Self::File
            | Self::Guest
            | Self::Interest
            | Self::Invitation
            | Self::Need
            | Self::Push
            | Self::Registration
            | Self::Session
            | Self::Token
            | Self::Webhook => Class::General,
        }
    }
}
