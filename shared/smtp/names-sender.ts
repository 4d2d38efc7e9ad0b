import { pattern } from './pattern.ts';

/** The sender's address by its name, in the languages that the rules know. What cannot be found then is the sender, not the recipient. */
export const namesSender = pattern`
  \b(?:sender|from)(?:'s)? (?:e-?mail )?address\b|\breturn[- ](?:path|address)\b|\bmail from\b:? ?(?:address|<|identity)|^mail from\b|\boriginator\b|\byour (?:e-?mail )?address\b(?! (?:book|list))|\benvelope[- ]from\b|\b(?:account|mail ?box|address|identity) of (?:the |this )?sender\b
  absender|expediteur|emetteur|remitente|remetente|mittente|afzender|nadawc|avsandare|avsender|afsender|gonderen|\borigen\b|lahettaj|odesilatel|felado|expeditor
  отправител|otpravitel|发件|發件|寄件|发信人|發信人|送信者|送信元|差出人|발신|보낸|αποστολέ|المرسل|השולח
`;
