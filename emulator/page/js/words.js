/** The page's own words, Japanese first; the choice is kept in this browser. */

const KEY = "emulator.language";

const WORDS = {
  student: ["学生", "Student"],
  advisor: ["アドバイザー", "Advisor"],
  admin: ["管理者", "Admin"],
  otherLanguage: ["English", "日本語"],
  connected: ["接続中", "Live"],
  reconnecting: ["再接続しています…", "Reconnecting…"],
  free: ["無料の返信", "Free replies"],
  billed: ["課金プッシュ", "Billed pushes"],
  left: ["今月の残り", "Left this month"],
  unlimited: ["上限なし", "no limit"],
  count: ["{n}通", "{n}"],
  panel: ["障害と通信", "Faults and traffic"],
  reset: ["最初から", "Start over"],
  resetAsk: ["会話と友だちの状態をすべて消して、最初からやり直します。よろしいですか？", "This forgets every chat and friendship and starts over. Go on?"],
  resetDone: ["最初の状態に戻しました", "Everything is back at the start"],
  cancel: ["キャンセル", "Cancel"],
  close: ["閉じる", "Close"],
  whose: ["この電話の持ち主", "Whose phone this is"],
  phoneLanguage: ["電話の言語", "Phone's language"],
  pc: ["PC版", "PC"],
  pcHint: ["LINE for PC にはメニューもクイックリプライもありません", "LINE for PC has neither menu nor quick replies"],
  pcOn: ["PC版で表示中（メニューとクイックリプライはありません）", "Shown as LINE for PC (no menu, no quick replies)"],
  addPerson: ["友だちを増やす", "Add a person"],
  personName: ["名前", "Name"],
  personNew: ["新しい人", "New person"],
  create: ["追加する", "Add"],
  block: ["ブロック", "Block"],
  unblock: ["ブロック解除", "Unblock"],
  blocked: ["このアカウントをブロックしています", "You have blocked this account"],
  add: ["追加", "Add"],
  accountKind: ["公式アカウント", "Official account"],
  addHint: ["追加すると、あいさつのメッセージが届きます", "Once added, you will be greeted"],
  scanLabel: ["QRコードの中のアドレス", "The address in a QR code"],
  scan: ["読み取る", "Scan"],
  withoutAdding: ["追加せずにトークする", "Chat without adding"],
  notFriend: ["友だちではないアカウントです", "Not on your friend list"],
  chats: ["トーク", "Chats"],
  backToChats: ["トーク一覧へ", "Back to chats"],
  noMessages: ["メッセージはまだありません", "No messages yet"],
  account: ["公式アカウント", "Official account"],
  you: ["自分", "You"],
  readMark: ["既読", "Read"],
  charged: ["課金", "billed"],
  chargedHint: ["プッシュ送信。1人につき1通として数えられます", "Sent by push: counted against the month's quota"],
  newMessages: ["新着メッセージ", "New messages"],
  toBottom: ["いちばん下へ", "To the bottom"],
  typing: ["入力中", "Typing"],
  sending: ["送信中", "Sending"],
  failed: ["送信できませんでした", "Not sent"],
  retry: ["再送", "Retry"],
  unsentMine: ["メッセージの送信を取り消しました", "You unsent a message"],
  unsentTheirs: ["メッセージの送信が取り消されました", "A message was unsent"],
  messageMenu: ["このメッセージの操作", "Message options"],
  quote: ["リプライ", "Reply"],
  copy: ["コピー", "Copy"],
  unsend: ["送信取消", "Unsend"],
  copied: ["コピーしました", "Copied"],
  quoting: ["{name}へのリプライ", "Replying to {name}"],
  message: ["メッセージを入力", "Message"],
  send: ["送信", "Send"],
  attach: ["写真・ファイル・位置情報", "Photo, file, place"],
  stickers: ["スタンプ", "Stickers"],
  photo: ["写真・動画", "Photo or video"],
  anyFile: ["ファイル", "File"],
  place: ["位置情報", "Location"],
  menuShow: ["メニューを開く", "Open menu"],
  menuHide: ["メニューを閉じる", "Close menu"],
  quickReplies: ["クイックリプライ", "Quick replies"],
  pickDate: ["日付を選んでください", "Choose a date"],
  pickTime: ["時刻を選んでください", "Choose a time"],
  pickBoth: ["日時を選んでください", "Choose date and time"],
  range: ["{min} から {max} まで", "From {min} to {max}"],
  rangeMin: ["{min} 以降", "{min} or later"],
  rangeMax: ["{max} まで", "Up to {max}"],
  goneButton: ["このボタンはもう使えません", "This button can no longer be used"],
  webhookFailed: ["ボットに届きませんでした（{why}）", "The bot did not take it ({why})"],
  offline: ["エミュレータに接続できません", "The emulator cannot be reached"],
  refused: ["できませんでした：{why}", "Refused: {why}"],
  popup: ["タブを開けませんでした。ここから開いてください", "The tab was blocked. Open it here"],
  open: ["開く", "Open"],
  noApp: ["この電話では開けないリンクです：{url}", "This phone cannot open {url}"],
  tooBig: ["ファイルは20MBまでです", "Files up to 20 MB, please"],
  photoOf: ["画像", "Image"],
  video: ["動画", "Video"],
  audio: ["ボイスメッセージ", "Voice message"],
  noPicture: ["画像を読み込めません", "Image not available"],
  unknownKind: ["この電話では表示できないメッセージです（{type}）", "A message this phone cannot show ({type})"],
  faults: ["LINE の障害を起こす", "Make LINE fail"],
  faultsHint: ["次にボットが LINE を呼んだときに起きます", "Happens when the bot next calls LINE"],
  noFaults: ["いまは何も起きません", "Nothing is failing now"],
  endpoint: ["対象", "Calls"],
  endpointAll: ["すべての API", "every call"],
  endpointReply: ["返信（reply）", "reply"],
  endpointPush: ["プッシュ（push）", "push"],
  kind: ["起きること", "What happens"],
  fault500: ["500 エラー", "500 error"],
  faultTimeoutBefore: ["時間切れ（届かない）", "time-out, not accepted"],
  faultTimeoutAfter: ["時間切れ（届いたあと）", "time-out, after acceptance"],
  faultResetBefore: ["切断（届かない）", "connection reset, not accepted"],
  faultResetAfter: ["切断（届いたあと）", "connection reset, after acceptance"],
  fault429Rate: ["429 速すぎる", "429 rate limit"],
  fault429Quota: ["429 今月の上限", "429 monthly limit"],
  faultLatency: ["遅い", "slow"],
  faultNonsense: ["200 だが JSON ではない", "200 that is not JSON"],
  times: ["回数", "Times"],
  always: ["ずっと", "always"],
  timesN: ["{n}回", "{n}×"],
  probability: ["確率", "Chance"],
  seconds: ["秒", "Seconds"],
  addFault: ["起こす", "Make it fail"],
  remove: ["取り消す", "Remove"],
  delivery: ["Webhook の届き方", "Webhook delivery"],
  webhookTo: ["宛先", "To"],
  webhookNone: ["未設定", "not set"],
  redelivery: ["失敗したら再送する", "Redeliver after failure"],
  duplicate: ["重複して届く", "Delivered twice"],
  reorder: ["順序が入れ替わる", "Out of order"],
  quota: ["今月の上限", "Monthly quota"],
  apply: ["変更", "Apply"],
  traffic: ["ボットから LINE への通信", "What the bot asked of LINE"],
  noTraffic: ["まだありません", "Nothing yet"],
  accepted: ["受付", "accepted"],
  notAccepted: ["拒否", "refused"],
  today: ["今日", "Today"],
  yesterday: ["昨日", "Yesterday"],
  share: ["送信する場所を選んでください", "Choose a place to send"],
  previous: ["前へ", "Previous"],
  next: ["次へ", "Next"],
  could_not_connect: ["ボットが動いていません", "the bot is not running"],
  request_timeout: ["時間内に返事がありません", "no answer in time"],
  noBot: ["ボットの宛先がまだ設定されていません", "no bot has been named yet"],
};

const chosen = readChoice();

function readChoice() {
  try {
    return localStorage.getItem(KEY) === "en" ? "en" : "ja";
  } catch {
    return "ja";
  }
}

/** The page's language, "ja" or "en". */
export const pageLanguage = () => chosen;

/** Keeps the other language and shows the page in it. */
export function switchLanguage() {
  localStorage.setItem(KEY, chosen === "ja" ? "en" : "ja");
  location.reload();
}

/** Whether there is a sentence of that name. */
export const hasWords = (key) => Object.hasOwn(WORDS, key);

/** One sentence of the page in its language, with {names} filled in. */
export function t(key, values = {}) {
  const text = WORDS[key][chosen === "ja" ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}
