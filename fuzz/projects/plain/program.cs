class Program
{
    // <Main>
    static void Main() { }
    // </Main>

    #region Rest
    int rest;
    #endregion
}
