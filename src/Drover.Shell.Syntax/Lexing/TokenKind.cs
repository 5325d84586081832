namespace Drover.Shell.Syntax.Lexing;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    None,
    End,
    NewLine,
    Word,
    Assignment,
    IoNumber,
    IoVariable,
    Amp,
    AndIf,
    Semi,
    DoubleSemi,
    SemiAmp,
    DoubleSemiAmp,
    Pipe,
    PipeAmp,
    OrIf,
    OpenParen,
    CloseParen,

    // From here on: redirections.
    Less,
    Great,
    DoubleGreat,
    Clobber,
    LessGreat,
    LessAmp,
    GreatAmp,
    DoubleLess,
    DoubleLessDash,
    TripleLess,
    AmpGreat,
    AmpDoubleGreat,
}
