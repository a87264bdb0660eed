<?php

declare(strict_types=1);

namespace Drupal\nodejs\Command;

use Drupal\nodejs\Console;
use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

/**
 * Send a notice.
 *
 * For core's own command line, "dr", of Drupal 11.4 and later.
 */
#[AsCommand(name: 'nodejs:notify', description: 'Send a notice.')]
final class NotifyCommand extends Command {

  public function __construct(
    private readonly Console $console,
  ) {
    parent::__construct();
  }

  /**
   * {@inheritdoc}
   */
  protected function configure(): void {
    $this->addArgument('audience', InputArgument::REQUIRED, 'all, user:7, role:editor, or a channel.');
    $this->addArgument('subject', InputArgument::REQUIRED, 'The heading.');
    $this->addArgument('body', InputArgument::OPTIONAL, 'The text.', '');
  }

  /**
   * {@inheritdoc}
   */
  protected function execute(InputInterface $input, OutputInterface $output): int {
    return $this->console->notify((string) $input->getArgument('audience'), (string) $input->getArgument('subject'), (string) $input->getArgument('body')) ? Command::SUCCESS : Command::FAILURE;
  }

}
