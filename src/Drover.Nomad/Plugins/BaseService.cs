using Drover.Nomad.Protocol;
using Drover.Nomad.Protocol.Base;

namespace Drover.Nomad.Plugins;

/// <summary>The service that every plugin of Nomad serves: who it is, and its configuration.</summary>
/// <remarks>An agent asks two processes before it keeps a third, and does not start when one of them fails: nothing here has an effect beyond this process.</remarks>
internal sealed class BaseService(Action<PluginConfig, bool> configure)
{
    /// <summary>The driver's name in jobs, and the name that its file must have in plugin_dir.</summary>
    public const string Name = "milo";

    private const string Service = "hashicorp.nomad.plugins.base.proto.BasePlugin";
    private const string ApiVersion = "v0.1.0";

    /// <summary>Adds it.</summary>
    public void Add(GrpcMethods methods)
    {
        methods.AddUnary(Service, "PluginInfo", PluginInfoRequest.Parser, (_, _) => Task.FromResult(new PluginInfoResponse
        {
            Type = PluginType.Driver,
            PluginApiVersions = { ApiVersion },
            PluginVersion = ProductVersion.Text,
            Name = Name,
        }));
        methods.AddUnary(Service, "ConfigSchema", ConfigSchemaRequest.Parser, (_, _) => Task.FromResult(new ConfigSchemaResponse { Spec = PluginConfig.Schema }));
        methods.AddUnary(Service, "SetConfig", SetConfigRequest.Parser, (request, _) =>
        {
            configure(ReadConfig(request), request.NomadConfig is not null);
            return Task.FromResult(new SetConfigResponse());
        });
    }

    private static PluginConfig ReadConfig(SetConfigRequest request)
    {
        if (request.PluginApiVersion is not ("" or ApiVersion))
            throw new GrpcException(GrpcStatusCode.InvalidArgument, $"The agent chose version {request.PluginApiVersion} of the plugin API; this driver has {ApiVersion} alone.");
        try
        {
            return PluginConfig.Read(ConfigBlock.Read(request.MsgpackConfig.Span));
        }
        catch (ConfigException e)
        {
            throw new GrpcException(GrpcStatusCode.InvalidArgument, $"plugin \"{Name}\": {e.Message}");
        }
    }
}
