/* The stations of the tour. Each prints, and answers 0, or 1 where what it shows is not so. */
#ifndef PROGRAMS_TOUR_TOUR_H
#define PROGRAMS_TOUR_TOUR_H

/* A file's way from the device, and what it costs: no kernel entry once warm. */
int tour_read(void);

/* A service with a wild pointer, and what it can reach. */
int tour_walls(void);

/* A service that does not return, and a deadline. */
int tour_late(void);

/* Prices of a null call and of a 4 KiB read under three bindings. */
int tour_prices(void);

/* A driver that aims its disk at what it does not hold, and a file system that writes out what it was lent. */
int tour_devices(void);
/* Completions: block calls a function of the tour's, and one of wild's that never ends. */
int tour_calls(void);
/* A service is killed, and another instance takes its place. */
int tour_again(void);

#define TOUR_FILE "/README.md" /* a text that is shown */
#define TOUR_DATA "/bin/lua"   /* a file of some size */

#endif
