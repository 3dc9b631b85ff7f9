import { parseMail } from '../../dist/mail/parse.js';
import type { Mail } from '../../dist/types.js';

/** A mail from its text; LF line ends. */
export function mailOf(text: string): Promise<Mail> {
  return parseMail(Buffer.from(text), 'test', 0);
}

export const DIFF = `diff --git a/drivers/misc/quux.c b/drivers/misc/quux.c
index 1111111..2222222 100644
--- a/drivers/misc/quux.c
+++ b/drivers/misc/quux.c
@@ -10,6 +10,7 @@ static int quux_open(struct quux *q)
 	int ret;
 
 	ret = quux_check(q);
+	ret = quux_more(q);
 	if (ret)
 		return ret;
 
`;

export const HEADERS = `From: Ada Example <ada@example.org>
To: list@example.org
Subject: [PATCH] misc: quux: change
Message-ID: <1@example.org>
Date: Mon, 5 Jan 2026 10:00:00 +0100
`;
