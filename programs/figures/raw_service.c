/* Nothing of this runs: the service is called through its gate alone. */
extern void raw_return(void);

int main(void)
{
    raw_return();
    return 0;
}
