namespace Descent.Cli;

/// <summary>Images from NumPy's arrays of bytes.</summary>
internal sealed class NpyImageSource(NpyFiles files) : ImageSource
{
    public override bool HasValidationPart => files.HasValidationPart;

    public override bool HasTestPart => files.HasTestPart;

    protected override string Path => files.Path;

    protected override ImageParts Read()
    {
        if (files.Archive is not null) return NumpyImages.LoadArchive(files.Archive, files.Classes);
        var train = NumpyImages.Load(files.Train.Inputs!, files.Train.Targets!, files.Classes);
        return new ImageParts(train, null, files.Test.Inputs is null ? null : NumpyImages.Load(files.Test.Inputs, files.Test.Targets!, train.Target.Names));
    }
}
