<?php

declare(strict_types=1);

namespace Drupal\nodejs_ajax;

use Drupal\Core\Ajax\CommandInterface;
use Drupal\Core\Ajax\CommandWithAttachedAssetsInterface;
use Drupal\Core\Asset\AttachedAssets;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\AccountSwitcherInterface;
use Drupal\Core\Theme\ThemeInitializationInterface;
use Drupal\Core\Theme\ThemeManagerInterface;

/**
 * Renders commands for those who get them: with their rights, in their theme.
 */
final class CommandRenderer {

  public function __construct(
    private readonly AllowedCommands $allowed,
    private readonly AssetsTicket $ticket,
    private readonly AccountSwitcherInterface $accountSwitcher,
    private readonly ThemeManagerInterface $themeManager,
    private readonly ThemeInitializationInterface $themes,
    private readonly ConfigFactoryInterface $configFactory,
  ) {}

  /**
   * The fields of a message that runs commands.
   *
   * @param iterable<\Drupal\Core\Ajax\CommandInterface|array<string, mixed>> $commands
   *   Core's objects, or what the functions ajax_command_*() give.
   * @param \Drupal\Core\Session\AccountInterface $account
   *   As whom render arrays in them are rendered.
   *
   * @return array{commands: list<array<string, mixed>>, assets?: array{assets: string, signature: string}}
   *   The fields.
   *
   * @throws \Drupal\nodejs_ajax\CommandRefused
   *   When the site doesn't let messages run one of them.
   */
  public function render(iterable $commands, AccountInterface $account): array {
    $assets = new AttachedAssets();
    $rendered = $this->as($account, function () use ($commands, $assets): array {
      $rendered = [];
      foreach ($commands as $command) {
        $rendered[] = $command instanceof CommandInterface ? $command->render() : $command;
        $own = $command instanceof CommandWithAttachedAssetsInterface ? $command->getAttachedAssets() : NULL;
        if ($own !== NULL) {
          $assets->setLibraries([...$assets->getLibraries(), ...$own->getLibraries()]);
          $assets->setSettings(array_replace_recursive($assets->getSettings(), $own->getSettings()));
        }
      }
      return $rendered;
    });
    $this->allowed->check($rendered);
    $ticket = $this->ticket->issue($assets);
    return ['commands' => $rendered] + ($ticket === NULL ? [] : ['assets' => $ticket]);
  }

  /**
   * Works as another account, in the theme that visitors see.
   *
   * @param \Drupal\Core\Session\AccountInterface $account
   *   The account.
   * @param \Closure(): list<array<string, mixed>> $work
   *   The work.
   *
   * @return list<array<string, mixed>>
   *   Its result.
   */
  private function as(AccountInterface $account, \Closure $work): array {
    $theme = $this->themeManager->getActiveTheme();
    $this->accountSwitcher->switchTo($account);
    try {
      $this->themeManager->setActiveTheme($this->themes->getActiveThemeByName((string) $this->configFactory->get('system.theme')->get('default')));
      return $work();
    }
    finally {
      $this->themeManager->setActiveTheme($theme);
      $this->accountSwitcher->switchBack();
    }
  }

}
