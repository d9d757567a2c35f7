import type { Key } from "./en.ts";
import type { Message } from "./messages.ts";

/** Os textos da página em português do Brasil. */
export const ptBr: Record<Key, Message> = {
  // ── the page itself ──
  "app.name": "Malote",
  "app.skip": "Ir para o conteúdo",
  "app.loading": "Carregando…",
  "app.reload": "Recarregar a página",
  "app.retry": "Tentar de novo",
  "app.close": "Fechar",
  "app.cancel": "Cancelar",
  "app.navigation": "Telas",
  "app.not-found": "Não há nada neste endereço.",
  "app.go-home": "Ir para o início",
  "app.broken": "Algo nesta página falhou.",
  "app.broken-help":
    "Seus arquivos estão seguros: o que foi enviado fica guardado, e um envio continua depois de recarregar.",
  "app.config-missing": "Esta página não sabe qual é o seu serviço.",
  "app.config-help":
    "O arquivo config.json não existe ou não é válido. Publique a página de novo, ou veja docs/operations.md.",
  "app.service-missing": "Não foi possível falar com o serviço.",
  "app.service-help": "Verifique sua conexão. A página tenta de novo sozinha quando ela voltar.",
  "app.offline": "Você está sem conexão. Os envios continuam quando ela voltar.",
  "nav.upload": "Enviar",
  "nav.files": "Arquivos",
  "nav.operations": "Operação",
  "nav.account": "Conta",
  "theme.label": "Aparência",
  "theme.system": "Como no sistema",
  "theme.light": "Clara",
  "theme.dark": "Escura",
  "language.label": "Idioma",

  // ── session ──
  "session.title": "Entrar",
  "session.about": "Envie arquivos e saiba onde está cada um.",
  "session.about-one": "Fotos, vídeos e documentos de qualquer tamanho, mesmo com internet fraca",
  "session.about-two": "Envios que continuam depois de uma queda, de recarregar ou de reiniciar",
  "session.about-three": "Cada byte conferido na chegada",
  "session.local": "Este é o ambiente local",
  "session.local-no-key":
    "Esta aba não tem a chave das contas locais. Abra o endereço completo que o npm start mostrou; a última parte é a chave.",
  "session.continue-as": "Continuar como {account}",
  "session.or": "ou com uma senha",
  "session.username": "E-mail",
  "session.password": "Senha",
  "session.new-password": "Nova senha",
  "session.show-password": "Mostrar a senha",
  "session.hide-password": "Esconder a senha",
  "session.rules": "Pelo menos 12 caracteres, com tudo isto:",
  "session.rule.length": "12 caracteres",
  "session.rule.lower": "minúscula",
  "session.rule.upper": "maiúscula",
  "session.rule.digit": "número",
  "session.rule.symbol": "símbolo",
  "session.code": "Código",
  "session.stay": "Manter a sessão neste aparelho",
  "session.sign-in": "Entrar",
  "session.sign-up": "Criar uma conta",
  "session.forgot": "Esqueceu a senha?",
  "session.back": "Voltar para a entrada",
  "session.failed": "Não deu certo",
  "session.first-password": "Escolha sua senha",
  "session.first-password-help": "A que você recebeu só vale uma vez.",
  "session.save-and-sign-in": "Salvar e entrar",
  "session.totp": "Só mais um passo",
  "session.totp-help": "Digite o código que seu aplicativo autenticador mostra agora.",
  "session.totp-setup": "Configure um aplicativo autenticador",
  "session.totp-setup-help":
    "As contas daqui precisam de um, como Google Authenticator, 1Password ou Aegis. Leia a imagem com ele e digite o código que ele mostrar.",
  "session.qr": "Código QR para o aplicativo autenticador",
  "session.totp-secret": "Ou digite esta chave no aplicativo:",
  "session.copy-secret": "Copiar a chave",
  "session.copied": "Copiado",
  "session.forgot-title": "Esqueceu a senha?",
  "session.forgot-help": "Enviamos um código para você escolher uma nova.",
  "session.send-code": "Enviar o código",
  "session.reset-title": "Escolha uma nova senha",
  "session.reset-help": "Enviamos um código para o seu e-mail, se houver uma conta com ele.",
  "session.reset-help-to": "Enviamos um código para {destination}, se houver uma conta com esse e-mail.",
  "session.send-again": "Enviar o código de novo",
  "session.code-sent": "O código está a caminho",
  "session.code-sent-to": "O código está a caminho de {destination}",
  "session.sign-up-help": "Você só precisa de um e-mail. Enviamos um código para ele.",
  "session.create": "Criar a conta",
  "session.have-account": "Já tenho uma conta",
  "session.confirm-title": "Confirme seu e-mail",
  "session.confirm-help": "Enviamos um código para {destination}. Ele pode levar um minuto para chegar.",
  "session.confirm": "Confirmar e entrar",
  "session.ended": "Entre de novo",
  "session.ended-help":
    "Sua sessão terminou. Nada nesta página se perde: o que está em andamento continua assim que você voltar.",
  "session.leave": "Sair da conta",
  "session.other-person": "Essa é outra conta. Entre como {name} para continuar, ou saia.",
  "session.local-ended": "O ambiente local não deu acesso",
  "session.kept-ended": "Faz tempo que você não vem, ou você saiu em outro lugar. Entre de novo.",
  "session.error.unknown":
    "Aconteceu algo inesperado. Tente de novo; se continuar assim, avise quem cuida deste serviço.",
  "session.error.wrong": "O e-mail ou a senha está errado.",
  "session.error.wrong-current": "Esta não é a sua senha atual.",
  "session.error.too-many": "Tentativas demais. Espere alguns minutos e tente de novo.",
  "session.error.disabled": "Esta conta está desativada. Fale com quem cuida deste serviço.",
  "session.error.temporary-expired":
    "A senha que você recebeu já venceu. Peça uma nova a quem cuida deste serviço.",
  "session.error.too-late": "Demorou demais. Volte para a entrada e comece de novo.",
  "session.error.ended": "Sua sessão terminou. Saia e entre de novo.",
  "session.error.no-sign-up": "Aqui não se criam contas. Peça uma a quem cuida deste serviço.",
  "session.error.not-possible":
    "Isso não é possível com esta conta. Confira o e-mail ou fale com quem cuida deste serviço.",
  "session.error.exists": "Já existe uma conta com este e-mail. Entre, ou peça uma nova senha.",
  "session.error.code": "O código não está certo. Confira, ou use o mais recente.",
  "session.error.code-expired": "Este código já venceu. Peça outro.",
  "session.error.password-rules": "Esta senha não segue todas as regras abaixo.",
  "session.error.password-used": "Você já usou esta senha. Escolha outra.",
  "session.error.delivery": "Não foi possível enviar o código. Confira o e-mail ou tente mais tarde.",
  "session.error.network": "Sem conexão. Verifique sua rede e tente de novo.",
  "session.error.service": "A entrada não responde no momento. Tente de novo em um minuto.",
  "session.error.unsupported":
    "Esta conta entra de um jeito que esta página não conhece. Fale com quem cuida deste serviço.",
  "session.error.no-username": "Digite seu e-mail.",
  "session.error.no-password": "Digite uma senha.",
  "session.error.no-code": "Digite o código.",

  // ── account ──
  "account.title": "Sua conta",
  "account.operator": "Operação",
  "account.sign-out": "Sair",
  "account.preferences": "Como a página aparece",
  "account.security": "Entrada",
  "account.local":
    "Você entrou nesta conta do ambiente local com um clique. Para testar senhas e aplicativos autenticadores, entre com a senha dela, que está em .malote/stack.json.",
  "account.totp": "Aplicativo autenticador",
  "account.totp-on": "Ligado: cada entrada pede um código do seu aplicativo.",
  "account.totp-off":
    "Desligado. Um código de um aplicativo no seu celular protege sua conta mesmo se alguém souber sua senha.",
  "account.totp-start": "Configurar",
  "account.totp-help":
    "Leia a imagem com um aplicativo como Google Authenticator, 1Password ou Aegis e digite o código que ele mostrar.",
  "account.totp-finish": "Ligar",
  "account.totp-remove": "Desligar",
  "account.totp-remove-sure": "Desligar o aplicativo autenticador?",
  "account.totp-remove-help": "A partir daí, a senha basta para entrar.",
  "account.totp-done": "O aplicativo autenticador está ligado",
  "account.totp-removed": "O aplicativo autenticador está desligado",
  "account.password": "Senha",
  "account.password-current": "Senha atual",
  "account.password-change": "Trocar a senha",
  "account.password-changed": "Sua senha foi trocada",
  "account.docs": "Testar a API",
  "account.docs-help": "Cada chamada do serviço, com sua descrição, no ambiente local.",

  // ── upload ──

  // ── follow ──

  // ── files ──

  // ── operations ──

  // ── statuses of a file ──
  "status.pending": "Aguardando os bytes",
  "status.uploaded": "Enviado",
  "status.processing": "Em processamento",
  "status.completed": "Concluído",
  "status.quarantined": "Em quarentena",
  "status.error": "Falhou",
  "status.expired": "Expirado",
  "status.deleted": "Excluído",

  // ── problems of the service, by their codes ──
};
