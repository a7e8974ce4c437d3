using System.Xml.Linq;
using Descent.Cli;
using Xunit;

namespace Descent.Tests.Cheatsheet;

public sealed class MathMlTests
{
    [Theory]
    [InlineData("x", "<mrow><mi>x</mi></mrow>")]
    [InlineData("x_i^2", "<mrow><msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup></mrow>")]
    [InlineData("e^{−a}", "<mrow><msup><mi>e</mi><mrow><mo>−</mo><mi>a</mi></mrow></msup></mrow>")]
    [InlineData("∑_{c} log p_c", "<mrow><munder><mo>∑</mo><mi>c</mi></munder><mi>log</mi><msub><mi>p</mi><mi>c</mi></msub></mrow>")]
    [InlineData("\\frac 1 {2 n} < \\sqrt x", "<mrow><mfrac><mn>1</mn><mrow><mn>2</mn><mi>n</mi></mrow></mfrac><mo>&lt;</mo><msqrt><mi>x</mi></msqrt></mrow>")]
    [InlineData("\\hat γ", "<mrow><mover accent=\"true\"><mi>γ</mi><mo>^</mo></mover></mrow>")]
    [InlineData("\\text{if a & b}", "<mrow><mtext>if&#160;a&#160;&amp;&#160;b</mtext></mrow>")]
    public void Formulas_become_elements(string formula, string expected)
    {
        Assert.Equal(expected, MathMl.Of(formula));
        Assert.NotNull(XElement.Parse(expected));
    }

    [Theory]
    [InlineData("{x")]
    [InlineData("x}")]
    [InlineData("x_")]
    [InlineData("x_1_2")]
    [InlineData("\\fraction 1 2")]
    [InlineData("\\text x")]
    public void A_wrong_formula_says_where(string formula) => Assert.StartsWith("MathMl: ", Assert.Throws<FormatException>(() => MathMl.Of(formula)).Message, StringComparison.Ordinal);
}
