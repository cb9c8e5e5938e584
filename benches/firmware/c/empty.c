/* The program that the others are compared with. */
int main(void)
{
    return 0;
}
