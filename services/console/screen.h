/* What the line editor shows: the part of the line that fits beside the prompt, and the cursor. */
#ifndef SERVICES_CONSOLE_SCREEN_H
#define SERVICES_CONSOLE_SCREEN_H

#include "console/edit.h"

/* Columns of text[0..len): every UTF-8 character counts as one. */
size_t screen_columns(const char *text, size_t len);

/* Sends text as it is. */
void screen_send(const struct edit *e, const char *text, size_t len);

/* True where prompt and line fit one row with the cursor behind them. */
int screen_fits(const struct edit *e);

/* Draws prompt and line anew, scrolled so that the cursor is in sight. */
void screen_redraw(const struct edit *e);

#endif
