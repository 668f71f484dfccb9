// A patent form (专利征集表) of one institution, made for a test: as many good rows as it wants.
import { workbook } from './workbook.ts';

const HEADERS = [
  '序号', '专利名称*', '专利号*', '专利类型*', '申请日*', '授权公告日*', '专利权人*', '发明人*',
  '法律状态*', '产业领域*', '关键词', '技术简介*', '技术优势及性能指标*', '应用场景及市场前景*',
  '技术成熟度*', '交易方式*', '许可类型', '许可期限（年）', '成交方式*', '起拍价（万元）',
  '加价幅度（万元）', '保留价（万元）', '是否双碳领域*', '计划项目级别*', '计划项目名称及编号',
  '是否财政资助项目专利*', '是否推荐现场路演*', '权利限制*', '权利限制说明', '联系人*', '联系电话*',
  '电子邮箱', '备注',
];

/** The check character of a patent number (domain.md §3.1). */
function checked(digits: string): string {
  const weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
  const sum = weights.reduce((sum, weight, place) => sum + weight * Number(digits[place]), 0);
  return `ZL${digits}.${sum % 11 === 10 ? 'X' : sum % 11}`;
}

export interface Collection {
  /** Name of the submitting unit. */
  unit: string;
  /** What every title begins with. */
  prefix: string;
  /** The industry in words. */
  industry: string;
  /** How many lots. */
  lots: number;
  /** Words that stand in the abstract of the lot with this number (from 1) alone. */
  rare: { lot: number; words: string };
}

/** The title of the lot with this number, from 1. */
export function titleOf(form: Collection, lot: number): string {
  return `${form.prefix}第${String(lot).padStart(2, '0')}号方法`;
}

/** The form as a workbook. Three lots are of a programme, as the quotas ask; none goes to the roadshow. */
export function patentForm(form: Collection): Buffer {
  const year = new Date().getFullYear();
  const rows = Array.from({ length: form.lots }, (_, place) => {
    const lot = place + 1;
    const rare = form.rare.lot === lot ? `${form.rare.words}是其核心部件。` : '';
    const project = lot <= 3;
    return [
      String(lot),
      titleOf(form, lot),
      checked(`${year - 3}18${String(38_000 + lot).padStart(6, '0')}`),
      '发明专利',
      `${year - 3}-02-01`,
      `${year - 1}-05-10`,
      form.unit,
      '甲示例；乙示例',
      '有效',
      form.industry,
      '示例；测试',
      `本示例方法面向通用场景，给出可重复实施的步骤与参数范围，全部内容均为虚构，仅供演示。${rare}` +
        '与常规做法相比步骤更少，便于在现有设备上实施。',
      '步骤减少三成，示例设备上重复一百次结果一致，误差不超过百分之二。',
      '适用于检测、加工与教学等场景，示例市场规模每年增长，用户为中小企业。',
      '6',
      '转让',
      '',
      '',
      '网络竞价、协议成交',
      '10',
      '',
      '',
      '否',
      project ? '省级' : '否',
      project ? `示例重点研发计划 SL-${year - 2}-${3_800 + lot}` : '',
      '否',
      '否',
      '无',
      '',
      '示例联系人',
      '19900003838',
      'liaison@example.com',
      '',
    ];
  });
  return workbook('专利征集表', [HEADERS, ...rows]);
}
